/**
 * Freezes plain data all the way down, without recursion: hostile claims may nest deeply. A loop
 * over `in` makes no list of names; what it finds on a prototype is not part of the data.
 */
export function deepFreeze<Value extends object>(value: Value): Value {
  let open: object[] | undefined
  let next: object | undefined = value
  while (next !== undefined) {
    Object.freeze(next)
    if (Array.isArray(next)) {
      for (const member of next as readonly unknown[]) {
        if (typeof member === 'object' && member !== null) (open ??= []).push(member)
      }
    } else {
      for (const name in next) {
        const member: unknown = next[name as keyof typeof next]
        if (typeof member !== 'object' || member === null || !Object.hasOwn(next, name)) continue
        ;(open ??= []).push(member)
      }
    }
    next = open?.pop()
  }
  return value
}
