/** What a body says, or the status of the refusal. */
export type Body<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly status: 400 | 413 | 415 }

/**
 * Reads a body of at most `maxBytes` bytes from a request. The limit holds while the body arrives:
 * whoever sends without end, or lies about the length, is cut off there.
 */
export type BodyReader<Value> = (request: Request, maxBytes: number) => Promise<Body<Value>>

/** An object of JSON: unchecked data from outside. */
export type JsonBody = Readonly<Record<string, unknown>>

/** The fields of a form, none of them twice (RFC 6749 §3.2). */
export type FormBody = ReadonlyMap<string, string>

/** Reads a JSON object. No form can send this type, so no page of another origin can unasked. */
export const readJson: BodyReader<JsonBody> = bodyReader('application/json', parseJson)

/** Reads a form. */
export const readForm: BodyReader<FormBody> = bodyReader(
  'application/x-www-form-urlencoded',
  parseForm,
)

/** Reads a form, or nothing at all as one without fields. */
export const readFormOrNothing: BodyReader<FormBody> = async (request, maxBytes) => {
  if (request.headers.has('content-type')) return readForm(request, maxBytes)
  const bytes = await readBytes(request, maxBytes)
  return typeof bytes !== 'string' && bytes.length === 0
    ? { ok: true, value: new Map() }
    : { ok: false, status: 415 }
}

function bodyReader<Value>(
  type: string,
  parse: (text: string) => Value | undefined,
): BodyReader<Value> {
  return async (request, maxBytes) => {
    if (typeOf(request.headers.get('content-type')) !== type) return { ok: false, status: 415 }
    if (Number(request.headers.get('content-length')) > maxBytes) return { ok: false, status: 413 }
    const bytes = await readBytes(request, maxBytes)
    if (bytes === 'too_large') return { ok: false, status: 413 }
    const text = bytes === 'unreadable' ? undefined : decode(bytes)
    const value = text === undefined ? undefined : parse(text)
    return value === undefined ? { ok: false, status: 400 } : { ok: true, value }
  }
}

function typeOf(contentType: string | null): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase()
}

type Bytes = Uint8Array | 'too_large' | 'unreadable'

async function readBytes(request: Request, maxBytes: number): Promise<Bytes> {
  if (request.body === null) return new Uint8Array()
  const reader: ReadableStreamDefaultReader<Uint8Array | string> = request.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const chunk = toBytes(next.value)
      size += chunk.byteLength
      if (size > maxBytes) {
        reader.cancel().catch(() => {})
        return 'too_large'
      }
      chunks.push(chunk)
    }
  } catch {
    // The client went away; nobody is there to read an answer.
    return 'unreadable'
  }
  return concat(chunks, size)
}

/** A stream that somebody made text of, before it got here. */
function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
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

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function parseJson(text: string): JsonBody | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function parseForm(text: string): FormBody | undefined {
  const fields = [...new URLSearchParams(text)]
  const form = new Map(fields)
  if (form.size !== fields.length) return undefined
  // RFC 6749 §3.2: a field without a value is none.
  for (const [name, value] of fields) if (value === '') form.delete(name)
  return form
}

function isObject(value: unknown): value is JsonBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
