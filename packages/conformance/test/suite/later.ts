/** A promise that is settled from outside. */
export function later<Value>(): {
  readonly promise: Promise<Value>
  resolve: (value: Value) => void
} {
  let resolve = (_value: Value): void => {}
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
