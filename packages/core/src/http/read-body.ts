/** The object of a JSON body, or the status of the refusal. */
export type JsonBody =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly status: 400 | 413 | 415 }

/**
 * Reads a JSON object of at most `maxBytes` bytes from a request. The limit holds while the body
 * arrives: whoever sends without end, or lies about the length, is cut off there.
 */
export async function readJson(request: Request, maxBytes: number): Promise<JsonBody> {
  // No form can send this type, so a page of another origin cannot ask without a preflight.
  if (!isJson(request.headers.get('content-type'))) return { ok: false, status: 415 }
  if (Number(request.headers.get('content-length')) > maxBytes) return { ok: false, status: 413 }
  const bytes = await readBytes(request, maxBytes)
  if (bytes === 'too_large') return { ok: false, status: 413 }
  const value = bytes === 'unreadable' ? undefined : parseJson(bytes)
  return isObject(value) ? { ok: true, value } : { ok: false, status: 400 }
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

type Bytes = Uint8Array | 'too_large' | 'unreadable'

async function readBytes(request: Request, maxBytes: number): Promise<Bytes> {
  if (request.body === null) return new Uint8Array()
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength
      if (size > maxBytes) {
        reader.cancel().catch(() => {})
        return 'too_large'
      }
      chunks.push(next.value)
    }
  } catch {
    // The client went away; nobody is there to read an answer.
    return 'unreadable'
  }
  return concat(chunks, size)
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
