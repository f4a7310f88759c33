/**
 * A JSON value of at most so many characters; `undefined` for any other body, and when the signal
 * fires. A signal given to `fetch` is not enough: Node forgets it when garbage is collected while the
 * body is on its way.
 */
export async function readJson(
  body: Response['body'],
  largest: number,
  signal: AbortSignal,
): Promise<unknown> {
  if (!body) return undefined
  const reader = body.getReader()
  // Not waited for: of a cloned body it settles only when the other half is done.
  const stop = (): void => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length <= largest) {
      // oxlint-disable-next-line no-await-in-loop -- one part comes after the other
      const { done, value } = await reader.read()
      if (done) return JSON.parse(text)
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // What is no JSON says nothing.
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
  return undefined
}
