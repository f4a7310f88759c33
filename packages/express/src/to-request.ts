import { ReadableStream } from 'node:stream/web'
import type { Request as ExpressRequest } from 'express'

/** Makes a `Request` of an Express one, whatever body parser ran before, or none. */
export function toRequest(req: ExpressRequest, url: string): Request {
  // `fetch` cannot say TRACE; no endpoint takes either.
  const method = req.method === 'TRACE' ? 'OPTIONS' : req.method
  const headers = new Headers()
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers })
  const init = { method, headers, body: isWithoutBody(req) ? null : bodyOf(req), duplex: 'half' }
  return new Request(url, init)
}

/** What parsers make of no body; a text of no type would be given one. */
function isWithoutBody({ body, headers }: { body: unknown; headers: object }): boolean {
  if ('content-type' in headers || body === undefined) return false
  return body === '' || (typeof body === 'object' && Object.keys(body ?? {}).length === 0)
}

function bodyOf(req: ExpressRequest): BodyInit {
  const parsed: unknown = req.body
  if (typeof parsed === 'string') return parsed
  if (parsed instanceof Uint8Array) return new Uint8Array(parsed)
  if (parsed === undefined) return ReadableStream.from(chunksOf(req)) as BodyInit
  return req.is('application/x-www-form-urlencoded') ? toForm(parsed) : JSON.stringify(parsed)
}

/**
 * A parsed form as it may have been sent: a field that was there twice is a list, and a list of one or
 * an object is what a parser makes of brackets in a name, which mean nothing here.
 */
function toForm(parsed: unknown): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(parsed as object)) {
    const values: unknown[] = Array.isArray(value) && value.length > 1 ? value : [value]
    for (const one of values) {
      if (typeof one === 'string') form.append(name, one)
      else form.append(`${name}[]`, JSON.stringify(one))
    }
  }
  return form.toString()
}

/**
 * The body as it arrives. Whoever stops early leaves the connection usable: destroying the stream,
 * as a plain iterator does, would cut the client off before it has read the answer.
 */
async function* chunksOf(req: ExpressRequest): AsyncGenerator<Uint8Array> {
  try {
    yield* req.iterator({ destroyOnReturn: false })
  } finally {
    req.resume()
  }
}
