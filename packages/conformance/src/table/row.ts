import type { SetupPatch } from '../setup.ts'
import type { Answer, Sent, SentHeader } from '../wire.ts'

/**
 * An answer to be met exactly: the status, every header, the body. A body that is no string is
 * compared as JSON; a regular expression stands for any text that it matches.
 */
export interface ExpectedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | RegExp>>
  readonly body: unknown
}

/** A request and its answer. */
export interface Exchange {
  /** A function makes it from the answers that came before. */
  readonly send: Sent | ((before: readonly Answer[]) => Sent)
  readonly answer: ExpectedAnswer
}

/** One row of the table. */
export interface Row extends Exchange {
  readonly title: string
  readonly setup?: SetupPatch
  /** What happens first. */
  readonly before?: readonly Exchange[]
  /** The body is one that a JSON parser in front does not leave to the endpoint. */
  readonly noParser?: true
}

/** The headers of every answer of an endpoint that may hold a token. */
export const ENDPOINT_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  vary: 'Origin',
} as const

/** A refusal of an endpoint (RFC 6749 §5.2). */
export function failed(
  status: number,
  error: string,
  headers: ExpectedAnswer['headers'] = {},
): ExpectedAnswer {
  return { status, headers: { ...ENDPOINT_HEADERS, ...headers }, body: { error } }
}

export const CROSS_SITE: ExpectedAnswer = failed(403, 'invalid_request')
export const WRONG_METHOD: ExpectedAnswer = failed(405, 'invalid_request', { allow: 'POST' })
export const WRONG_TYPE: ExpectedAnswer = failed(415, 'invalid_request')
export const TOO_LARGE: ExpectedAnswer = failed(413, 'invalid_request')
export const BAD_BODY: ExpectedAnswer = failed(400, 'invalid_request')

/** What a client is told that shall come back in five seconds or a little later. */
export const SOON = /^[567]$/

export const DOWN: ExpectedAnswer = failed(503, 'temporarily_unavailable', { 'retry-after': SOON })

/** A token in an answer. */
export const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** The same answer to HEAD. */
export function headOf(expected: ExpectedAnswer): ExpectedAnswer {
  return { ...expected, body: '' }
}

export function get(path: string, ...headers: readonly SentHeader[]): Sent {
  return { method: 'GET', path, headers }
}

export function bearer(token: string): SentHeader {
  return ['Authorization', `Bearer ${token}`]
}

const FORM = 'application/x-www-form-urlencoded'

export function form(
  path: string,
  fields: Readonly<Record<string, string>>,
  ...headers: readonly SentHeader[]
): Sent {
  const body = new URLSearchParams(fields).toString()
  return { method: 'POST', path, headers: [['Content-Type', FORM], ...headers], body }
}

/** A request that a page of another site makes a browser send. */
export const OF_ANOTHER_SITE: readonly SentHeader[] = [
  ['Origin', 'https://evil.example'],
  ['Sec-Fetch-Site', 'cross-site'],
]

/** The rows that every endpoint shares that takes a form. */
export function formRows(path: string, send: Sent): readonly Row[] {
  const typed = (type: string, body = send.body ?? ''): Sent => ({
    method: 'POST',
    path,
    headers: [['Content-Type', type]],
    body,
  })
  const withHeaders = (...headers: readonly SentHeader[]): Sent => ({
    ...send,
    headers: [...(send.headers ?? []), ...headers],
  })
  return [
    { title: `${path} refuses GET`, send: get(path), answer: WRONG_METHOD },
    { title: `${path} refuses PUT`, send: { ...send, method: 'PUT' }, answer: WRONG_METHOD },
    {
      title: `${path} refuses OPTIONS`,
      send: { method: 'OPTIONS', path },
      answer: WRONG_METHOD,
    },
    {
      title: `${path} refuses HEAD without a body`,
      send: { method: 'HEAD', path },
      answer: headOf(WRONG_METHOD),
    },
    {
      title: `${path} refuses JSON`,
      send: typed('application/json', '{"token":"a"}'),
      answer: WRONG_TYPE,
    },
    { title: `${path} refuses text`, send: typed('text/plain'), answer: WRONG_TYPE },
    {
      title: `${path} refuses a type that only starts the same`,
      send: typed(`${FORM}-seq`),
      answer: WRONG_TYPE,
    },
    {
      title: `${path} refuses a body without a type`,
      send: { method: 'POST', path },
      answer: WRONG_TYPE,
    },
    {
      title: `${path} refuses an empty form`,
      send: typed(FORM, ''),
      answer: BAD_BODY,
    },
    {
      title: `${path} refuses a field twice`,
      send: { ...send, body: `${send.body}&${send.body}` },
      answer: BAD_BODY,
    },
    {
      title: `${path} refuses a form over the limit`,
      send: { ...send, body: `${send.body}&x=${'x'.repeat(16_384)}` },
      answer: TOO_LARGE,
    },
    {
      title: `${path} refuses another site`,
      send: withHeaders(...OF_ANOTHER_SITE),
      answer: CROSS_SITE,
    },
    {
      title: `${path} refuses the origin null`,
      send: withHeaders(['Origin', 'null']),
      answer: CROSS_SITE,
    },
  ]
}
