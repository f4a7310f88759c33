/**
 * Goes on with what was asked, at once if the answer is there: a promise for each middleware costs
 * more than what most of them do. What `pass` throws is none of its errors.
 */
export function settle<Value>(
  ask: () => Value | Promise<Value>,
  pass: (value: Value) => void,
  fail: (error: unknown) => Promise<void>,
): void | Promise<void> {
  let answer: Value | Promise<Value>
  try {
    answer = ask()
  } catch (error) {
    return fail(error)
  }
  if (answer instanceof Promise) return answer.then(pass, fail)
  pass(answer)
}
