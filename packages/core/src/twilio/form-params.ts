import { isPlainObject } from '../plain-object.ts'
import type { FlatForm } from '../scope/form.ts'

type FormValue = string | number | boolean | null | undefined

/** Parameters as an application receives them: text, numbers, booleans, or lists of those. */
export type FormParams = Readonly<Record<string, FormValue | readonly FormValue[]>>

/**
 * Brings form parameters to text; `null` and `undefined` are left out.
 *
 * @throws {TypeError} for anything nested, and for NaN and Infinity
 */
export function toFlatForm(owner: string, params: FormParams): FlatForm {
  if (!isPlainObject(params)) {
    throw new TypeError(`${owner}: the parameters must be a plain object of names and values`)
  }
  const entries = Object.entries(params).flatMap(([name, value]) => {
    const texts = [value].flat().flatMap((one) => toText(owner, name, one))
    return texts.length === 0 ? [] : [[name, texts] as const]
  })
  return Object.fromEntries(entries)
}

function toText(owner: string, name: string, value: unknown): readonly string[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [value]
  if (typeof value === 'boolean') return [String(value)]
  if (typeof value === 'number' && Number.isFinite(value)) return [String(value)]
  throw new TypeError(
    `${owner}: the parameter "${name}" must be text, a finite number, a boolean or a flat list of those`,
  )
}
