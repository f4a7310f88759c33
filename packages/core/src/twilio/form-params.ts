import type { FlatForm } from '../scope/form.ts'
import { requirePlainObject } from './require-plain-object.ts'

type FormValue = string | number | boolean | null | undefined

/**
 * Parameters as an application receives them: text, numbers, booleans, or lists of those. Their order
 * is kept, but for names that are whole numbers: JavaScript puts those first.
 */
export type FormParams = Readonly<Record<string, FormValue | readonly FormValue[]>>

/**
 * Brings form parameters to text; `null` and `undefined` are left out.
 *
 * @throws {TypeError} for anything nested, and for NaN and Infinity
 */
export function toFlatForm(owner: string, option: string, params: FormParams): FlatForm {
  const fields = Object.entries(requirePlainObject(owner, option, params)).map(
    ([name, value]) => [name, [value].flat().flatMap((one) => toText(owner, name, one))] as const,
  )
  // A field with an empty list is written as nothing.
  return Object.fromEntries(fields)
}

function toText(owner: string, name: string, value: unknown): readonly string[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string' || typeof value === 'boolean') return [String(value)]
  if (typeof value === 'number' && Number.isFinite(value)) return [String(value)]
  throw new TypeError(
    `${owner}: the parameter "${name}" must be text, a finite number, a boolean or a list of them`,
  )
}
