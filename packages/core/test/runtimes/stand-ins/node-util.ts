/**
 * Everything that can be read of a value, hidden members included: more than any console shows, for
 * tests that ask whether a secret is in there.
 */
export function inspect(value: unknown, _options?: unknown): string {
  const seen = new Set<unknown>()
  const show = (part: unknown): string => {
    if (typeof part !== 'object' || part === null) return String(part)
    if (seen.has(part)) return '[seen]'
    seen.add(part)
    const read = (key: PropertyKey): string =>
      `${String(key)}: ${show((part as Readonly<Record<PropertyKey, unknown>>)[key])}`
    return `{ ${Reflect.ownKeys(part).map(read).join(', ')} }`
  }
  return show(value)
}
