/** Freezes plain data all the way down, without recursion: hostile claims may nest deeply. */
export function deepFreeze<Value extends object>(value: Value): Value {
  const open: object[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    Object.freeze(next)
    for (const member of Object.values(next)) {
      if (typeof member === 'object' && member !== null && !Object.isFrozen(member)) {
        open.push(member)
      }
    }
  }
  return value
}
