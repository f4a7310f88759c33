import { isPlainObject } from '../plain-object.ts'
import { decodeComponent, encodeComponent } from './percent.ts'

/** A flat form: every field one string or a list of strings. */
export type FlatForm = Readonly<Record<string, string | readonly string[]>>

/**
 * Writes a flat form with the encoder of scopes: a list repeats its key, order is kept, `''` for
 * an empty form.
 *
 * @throws {TypeError} for a value that is neither a string nor a list of strings, an empty field
 *   name, or a lone surrogate
 */
export function formatForm(form: FlatForm): string {
  if (!isPlainObject(form)) {
    throw new TypeError('must be a plain object of strings and lists of strings')
  }
  return Object.entries(form)
    .flatMap(([field, value]) => (Array.isArray(value) ? value : [value]).map((v) => [field, v]))
    .map(([field, value]) => formatField(field, value))
    .join('&')
}

function formatField(field: string, value: unknown): string {
  if (field === '') throw new TypeError('must not have a field without a name')
  if (typeof value !== 'string') {
    throw new TypeError(`must have a string or a list of strings in its field "${field}"`)
  }
  try {
    return `${encodeComponent(field)}=${encodeComponent(value)}`
  } catch (cause) {
    throw new TypeError('must not have a lone surrogate in a field or its name', { cause })
  }
}

/**
 * Reads what {@link formatForm} wrote, `+` as a space; a repeated key becomes a list.
 *
 * @returns `undefined` when it is malformed
 */
export function parseForm(text: string): FlatForm | undefined {
  const fields = new Map<string, string[]>()
  for (const pair of text === '' ? [] : text.split('&')) {
    const field = parseField(pair)
    if (field === undefined) return undefined
    const [key, value] = field
    const values = fields.get(key)
    if (values === undefined) fields.set(key, [value])
    else values.push(value)
  }
  const form: Record<string, string | readonly string[]> = Object.create(null)
  for (const [key, values] of fields) form[key] = single(values) ?? Object.freeze(values)
  return Object.freeze(form)
}

function single(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined
}

function parseField(pair: string): readonly [string, string] | undefined {
  const equals = pair.indexOf('=')
  if (equals < 1) return undefined
  const key = decodeComponent(pair.slice(0, equals))
  const value = decodeComponent(pair.slice(equals + 1))
  if (key === undefined || value === undefined) return undefined
  return [key, value]
}
