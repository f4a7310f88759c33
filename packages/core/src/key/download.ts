/** How to ask for a document; `globalThis.fetch` fits. */
export type FetchKeys = (url: string, init: RequestInit) => Promise<Response>

/** A set of several hundred keys is smaller. */
const MAX_BYTES = 262_144

/**
 * Gets a JSON document from a server that may be slow, lying or gone.
 *
 * @throws {unknown} whatever went wrong, within `timeout` seconds
 */
export async function downloadJson(
  url: string,
  fetchKeys: FetchKeys,
  timeout: number,
): Promise<unknown> {
  const signal = AbortSignal.timeout(timeout * 1000)
  const text = readAnswer(url, fetchKeys, signal)
  // A fetch that is handed in may not obey the signal, and nobody waits longer than it says.
  return parseJson(await Promise.race([text, rejectOnAbort(signal)]))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The platform's own message quotes the answer.
    throw new Error('the key server did not answer with JSON')
  }
}

async function readAnswer(url: string, fetchKeys: FetchKeys, signal: AbortSignal): Promise<string> {
  // A redirect would lead away from the server that is trusted; `manual` is the way not to follow
  // one that every runtime knows.
  const response = await fetchKeys(url, {
    method: 'GET',
    headers: { Accept: 'application/jwk-set+json, application/json' },
    redirect: 'manual',
    signal,
  })
  const reader = response.body?.getReader()
  if (response.status === 200 && !response.redirected) return readText(reader)
  reader?.cancel().catch(() => {})
  throw new Error(`the key server answered ${response.status}, not 200`)
}

async function readText(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a stream is read piece by piece
    const piece = await reader?.read()
    if (piece?.value === undefined) return text + decoder.decode()
    bytes += piece.value.byteLength
    if (bytes > MAX_BYTES) {
      reader?.cancel().catch(() => {})
      throw new Error(`the key server answered more than ${MAX_BYTES} bytes`)
    }
    text += decoder.decode(piece.value, { stream: true })
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(new Error('the key server did not answer in time'))
    signal.addEventListener('abort', end, { once: true })
  })
}
