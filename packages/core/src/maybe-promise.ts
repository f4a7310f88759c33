/** A result that may be there at once: node:crypto answers synchronously, WebCrypto does not. */
export type MaybePromise<Value> = Value | Promise<Value>

/** Goes on with a result: at once if it is there, for a promise costs more than most steps do. */
export function after<Value, Result>(
  value: MaybePromise<Value>,
  step: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(step) : step(value)
}
