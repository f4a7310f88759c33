/**
 * Whether a value is an object whose own members are all it has to say: no list, no class instance,
 * no Map. Whatever reads members of anything else would silently see fewer than its author meant.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // The second look is for plain objects of another realm, whose Object.prototype is not ours.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
