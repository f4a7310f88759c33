// Checks of options: the message names the owner, the option and the fix, never the value.

/** @throws {TypeError} unless the value is a non-empty string */
export function requireText(owner: string, option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${owner}: "${option}" must be a non-empty string`)
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
  throw new RangeError(`${owner}: "${option}" must be a positive whole number${bound}`)
}

/** @throws {TypeError} unless the value is a non-empty string or a non-empty list of them */
export function requireTexts(owner: string, option: string, value: unknown): readonly string[] {
  const texts: unknown[] = [value].flat()
  if (texts.length === 0) throw new TypeError(`${owner}: "${option}" must not be an empty list`)
  return Object.freeze(texts.map((text) => requireText(owner, option, text)))
}

/**
 * A snapshot of a JSON value, so that a later change of the caller's object changes no token.
 *
 * @throws {TypeError} for what JSON would drop or bend: `undefined`, functions, `NaN`, BigInt, cycles
 */
export function requireJson<Value>(owner: string, option: string, value: Value): Value {
  try {
    const text = JSON.stringify(value, (_name, member: unknown) => {
      if (isJsonValue(member)) return member
      throw new TypeError('not a JSON value')
    })
    return JSON.parse(text) as Value
  } catch {
    throw new TypeError(`${owner}: "${option}" must be a value that JSON can hold`)
  }
}

function isJsonValue(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'object'
}
