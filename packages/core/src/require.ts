import { kindOf } from './kind-of.ts'
import { isPlainObject } from './plain-object.ts'

// Checks of options: the message names the owner, the option, what it must be and what kind of value
// it is instead, never the value.

/** @throws {TypeError} unless the value is a non-empty string */
export function requireText(owner: string, option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${owner}: "${option}" must be a non-empty string, not ${kindOf(value)}`)
}

/** @throws {RangeError} unless the value is a positive integer no larger than `most` */
export function requireSeconds(
  owner: string,
  option: string,
  value: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value > 0 && value <= most) return value
  const bound = most === Number.MAX_SAFE_INTEGER ? '' : ` of at most ${most}`
  const given = value > most ? 'a larger one' : kindOf(value)
  throw new RangeError(
    `${owner}: "${option}" must be a positive whole number${bound}, not ${given}`,
  )
}

/** @throws {RangeError} unless the value is a whole number of seconds within the bounds */
export function requireDuration(
  owner: string,
  option: string,
  value: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  const bound = most === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${most}`
  const given = value > most ? 'more' : kindOf(value)
  throw new RangeError(
    `${owner}: "${option}" must be whole seconds, ${least} ${bound}, not ${given}`,
  )
}

/** @throws {TypeError} unless the value is a non-empty string or a non-empty list of them */
export function requireTexts(owner: string, option: string, value: unknown): readonly string[] {
  const texts: unknown[] = [value].flat()
  if (texts.length === 0) throw new TypeError(`${owner}: "${option}" must not be an empty list`)
  return Object.freeze(texts.map((text) => requireText(owner, option, text)))
}

/**
 * A snapshot of a JSON value, so that a later change of the caller's object changes no token. It is
 * made while the value is checked, every member read once: nothing else is signed than was seen.
 *
 * @throws {TypeError} for what JSON would drop or bend: `undefined`, functions, symbols, `NaN`, dates,
 *   Maps, cycles
 */
export function requireJson<Value>(owner: string, option: string, value: Value): Value {
  try {
    return copyJson(value) as Value
  } catch {
    // A cycle overflows the stack, and what a getter throws is nobody's business.
  }
  throw new TypeError(`${owner}: "${option}" must be a value that JSON can hold`)
}

/** @throws {TypeError} for what is no JSON */
function copyJson(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // JSON has no -0.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  const isList = Array.isArray(value)
  if ((!isList && !isPlainObject(value)) || Object.getOwnPropertySymbols(value).length > 0) {
    throw new TypeError('no JSON')
  }
  if (isList) return Array.from<unknown, unknown>(value, copyJson)
  // Spreading reads every member once, and keeps one called __proto__ a member; so does writing it.
  const copy: Record<string, unknown> = { ...value }
  for (const name of Object.keys(copy)) copy[name] = copyJson(copy[name])
  return copy
}

/** @throws {TypeError} unless the value is a boolean or left out */
export function requireFlag(owner: string, option: string, value: boolean | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw new TypeError(`${owner}: "${option}" must be true or false, not ${kindOf(value)}`)
}
