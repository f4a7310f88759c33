/** What a handler answers, whatever the framework. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** An answer that goes on for as long as it is read. */
export interface StreamReply extends Omit<Reply, 'body'> {
  readonly body: ReadableStream<Uint8Array>
}

/** Events as they happen. */
export function eventStreamReply(body: ReadableStream<Uint8Array>): StreamReply {
  return { status: 200, headers: EVENT_STREAM, body }
}

/** An answer with a JSON body. */
export function jsonReply(status: number, value: unknown): Reply {
  return { status, headers: NO_STORE_JSON, body: JSON.stringify(value) }
}

/** A refusal in the shape of RFC 9457. */
export function problemReply(status: number, code: string, title: string): Reply {
  return {
    status,
    headers: { ...NO_STORE_JSON, 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, code }),
  }
}

/** 204, setting one cookie. */
export function cookieReply(cookie: string): Reply {
  return { status: 204, headers: { 'cache-control': 'no-store', 'set-cookie': cookie }, body: null }
}

const EVENT_STREAM = {
  'cache-control': 'no-store',
  'content-type': 'text/event-stream; charset=utf-8',
}

const NO_STORE_JSON = { 'cache-control': 'no-store', 'content-type': 'application/json' }
