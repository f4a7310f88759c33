/** What kind of value was given, for messages: never the value itself. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (value === '') return 'an empty string'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'number') return kindOfNumber(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function kindOfNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return 'infinity'
  if (value <= 0) return value === 0 ? 'zero' : 'a negative number'
  return Number.isInteger(value) ? 'a number' : 'a fraction'
}
