import { expect } from 'vitest'
import { GrantlineError } from '../../../src/index.ts'
import { denied } from '../../../src/http.ts'
import type { TokenHandlerOptions } from '../../../src/http.ts'
import type { ExpectedAnswer } from './guard-cases.ts'
import { HOST_ORIGIN, type Sent } from './host.ts'
import { dial } from './world.ts'

export interface TokenCase {
  readonly title: string
  readonly token?: Partial<TokenHandlerOptions>
  readonly send: Sent
  readonly answer: ExpectedAnswer
}

const TOKEN_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  vary: 'Origin',
}

const MINTED: ExpectedAnswer = {
  status: 200,
  headers: TOKEN_HEADERS,
  body: {
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    token_type: 'Bearer',
    expires_in: 600,
    scope: 'scope:client:outgoing?appSid=AP1',
  },
}

function refused(
  status: number,
  error: string,
  headers: Readonly<Record<string, unknown>> = {},
): ExpectedAnswer {
  return { status, headers: { ...TOKEN_HEADERS, ...headers }, body: { error } }
}

const CROSS_SITE = refused(403, 'invalid_request')
const WRONG_METHOD = refused(405, 'invalid_request', { allow: 'POST' })
const WRONG_TYPE = refused(415, 'invalid_request')
const TOO_LARGE = refused(413, 'invalid_request')
const BAD_BODY = refused(400, 'invalid_request')

function post(body: string, ...headers: (readonly [string, string])[]): Sent {
  return {
    method: 'POST',
    path: '/token',
    headers: [['Content-Type', 'application/json'], ...headers],
    body,
  }
}

function typed(contentType: string, body: string): Sent {
  return { method: 'POST', path: '/token', headers: [['Content-Type', contentType]], body }
}

function from(site: string | null, origin: string | null): Sent {
  const headers: (readonly [string, string])[] = []
  if (site !== null) headers.push(['Sec-Fetch-Site', site])
  if (origin !== null) headers.push(['Origin', origin])
  return post('{}', ...headers)
}

const ALLOWED = { allowedOrigins: ['https://app.example', 'capacitor://localhost'] }
const PUBLIC = { publicUrl: 'https://phone.example/api' }

/** Every answer of a token endpoint. */
export const TOKEN_CASES: readonly TokenCase[] = [
  // A token
  { title: 'mints a token', send: post('{}'), answer: MINTED },
  {
    title: 'takes a charset',
    send: typed('Application/JSON; charset=utf-8', '{}'),
    answer: MINTED,
  },
  {
    title: 'tells a lifetime that was chosen',
    token: { authorize: () => ({ capabilities: [], ttl: 30 }) },
    send: post('{}'),
    answer: {
      ...MINTED,
      body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 30, scope: '' },
    },
  },

  // Requests it cannot take
  { title: 'refuses GET', send: { method: 'GET', path: '/token' }, answer: WRONG_METHOD },
  { title: 'refuses PUT', send: { ...post('{}'), method: 'PUT' }, answer: WRONG_METHOD },
  { title: 'refuses OPTIONS', send: { method: 'OPTIONS', path: '/token' }, answer: WRONG_METHOD },
  {
    title: 'refuses HEAD without a body',
    send: { method: 'HEAD', path: '/token' },
    answer: { ...WRONG_METHOD, body: '' },
  },
  {
    title: 'refuses a form',
    send: typed('application/x-www-form-urlencoded', 'a=b'),
    answer: WRONG_TYPE,
  },
  {
    title: 'refuses text, which a form could send',
    send: typed('text/plain', '{}'),
    answer: WRONG_TYPE,
  },
  {
    title: 'refuses a type that only starts the same',
    send: typed('application/json-patch+json', '{}'),
    answer: WRONG_TYPE,
  },
  {
    title: 'refuses two types',
    send: typed('application/json, text/plain', '{}'),
    answer: WRONG_TYPE,
  },
  {
    title: 'refuses a body without a type',
    send: { method: 'POST', path: '/token' },
    answer: WRONG_TYPE,
  },
  {
    title: 'refuses a body over the default limit',
    send: post(JSON.stringify({ a: 'x'.repeat(16_384) })),
    answer: TOO_LARGE,
  },
  {
    title: 'takes a body as long as the limit',
    token: { maxBodyBytes: 12 },
    send: post('{"a":"1234"}'),
    answer: MINTED,
  },
  {
    title: 'refuses a body one byte over the limit',
    token: { maxBodyBytes: 12 },
    send: post('{"a":"12345"}'),
    answer: TOO_LARGE,
  },
  {
    title: 'counts bytes, not characters',
    token: { maxBodyBytes: 12 },
    send: post('{"a":"\u00E41234"}'),
    answer: TOO_LARGE,
  },
  { title: 'refuses an array', send: post('[]'), answer: BAD_BODY },
  { title: 'refuses null', send: post('null'), answer: BAD_BODY },

  // Cross-site requests
  { title: 'takes a request of no browser', send: from(null, null), answer: MINTED },
  {
    title: 'takes a request of its own pages',
    send: from('same-origin', HOST_ORIGIN),
    answer: MINTED,
  },
  {
    title: 'takes a request of its own pages behind a proxy that renames it',
    send: from('same-origin', 'https://phone.example'),
    answer: MINTED,
  },
  { title: 'takes a request the user made', send: from('none', null), answer: MINTED },
  {
    title: 'takes its own origin of a browser that names no site',
    send: from(null, HOST_ORIGIN),
    answer: MINTED,
  },
  {
    title: 'takes an allowed origin',
    token: ALLOWED,
    send: from('cross-site', 'https://app.example'),
    answer: MINTED,
  },
  {
    title: 'takes an allowed origin of the same site',
    token: ALLOWED,
    send: from('same-site', 'https://app.example'),
    answer: MINTED,
  },
  {
    title: 'takes an allowed origin of an app',
    token: ALLOWED,
    send: from(null, 'capacitor://localhost'),
    answer: MINTED,
  },
  {
    title: 'takes the public origin',
    token: PUBLIC,
    send: from(null, 'https://phone.example'),
    answer: MINTED,
  },
  {
    title: 'refuses the inner origin where a public one is set',
    token: PUBLIC,
    send: from(null, HOST_ORIGIN),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses another site',
    send: from('cross-site', 'https://evil.example'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses another origin of the same site',
    send: from('same-site', 'http://evil.phone.test'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses another origin of a browser that names no site',
    send: from(null, 'https://evil.example'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses another site without an origin',
    send: from('cross-site', null),
    answer: CROSS_SITE,
  },
  { title: 'refuses the origin null', send: from(null, 'null'), answer: CROSS_SITE },
  {
    title: 'refuses the origin null even of the same origin',
    send: from('same-origin', 'null'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses two sites',
    send: from('same-origin, cross-site', 'https://evil.example'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses an origin that only starts the same',
    token: ALLOWED,
    send: from(null, 'https://app.example.evil.example'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses its own host under another scheme',
    send: from(null, 'https://phone.test'),
    answer: CROSS_SITE,
  },
  {
    title: 'refuses its own host on another port',
    send: from(null, 'http://phone.test:8080'),
    answer: CROSS_SITE,
  },

  // What authorize answers
  {
    title: 'asks to sign in',
    token: { authorize: () => null },
    send: post('{}'),
    answer: refused(401, 'login_required', { 'www-authenticate': 'Session realm="api"' }),
  },
  {
    title: 'names its realm',
    token: { authorize: () => denied('login_required'), realm: 'phone "1"' },
    send: post('{}'),
    answer: refused(401, 'login_required', {
      'www-authenticate': String.raw`Session realm="phone \"1\""`,
    }),
  },
  {
    title: 'denies access',
    token: { authorize: () => denied('access_denied') },
    send: post('{}'),
    answer: refused(403, 'access_denied'),
  },
  {
    title: 'slows down',
    token: { authorize: () => denied('rate_limited') },
    send: post('{}'),
    answer: refused(429, 'slow_down', { 'retry-after': expect.stringMatching(/^[567]$/) }),
  },
  {
    title: 'slows down for as long as told, or a little longer',
    token: { authorize: async () => denied('rate_limited', { retryAfter: 30 }) },
    send: post('{}'),
    answer: refused(429, 'slow_down', { 'retry-after': expect.stringMatching(/^3[0-6]$/) }),
  },

  // A key or store that is down
  {
    title: 'asks to come back while the key is down',
    token: {
      minter: {
        mint: async () => {
          throw new GrantlineError('verifier_unavailable')
        },
      },
    },
    send: post('{}'),
    answer: refused(503, 'temporarily_unavailable', {
      'retry-after': expect.stringMatching(/^[567]$/),
    }),
  },
  {
    title: 'asks to come back while what authorize asks is down',
    token: {
      authorize: () => {
        throw new GrantlineError('verifier_unavailable')
      },
    },
    send: post('{}'),
    answer: refused(503, 'temporarily_unavailable', {
      'retry-after': expect.stringMatching(/^[567]$/),
    }),
  },
]

/** Bodies that a framework's own JSON parser does not leave to the endpoint. */
export const BAD_JSON_CASES: readonly TokenCase[] = [
  { title: 'refuses an empty body', send: post(''), answer: BAD_BODY },
  { title: 'refuses half an object', send: post('{"a":'), answer: BAD_BODY },
  { title: 'refuses a string', send: post('"a"'), answer: BAD_BODY },
  { title: 'refuses what is no JSON', send: post('a=b'), answer: BAD_BODY },
]

// @ts-expect-error -- the types know better, JavaScript does not
const FORGETFUL: TokenHandlerOptions['authorize'] = () => {}

/** A mistake of the application; each must reach the error hook with this message. */
export interface MistakeCase {
  readonly title: string
  readonly token: Partial<TokenHandlerOptions>
  readonly message: RegExp
}

export const MISTAKE_CASES: readonly MistakeCase[] = [
  {
    title: 'authorize throws',
    token: {
      authorize: () => {
        throw new Error('a secret detail')
      },
    },
    message: /^a secret detail$/,
  },
  {
    title: 'authorize rejects',
    token: {
      authorize: async () => {
        throw new Error('a secret detail')
      },
    },
    message: /^a secret detail$/,
  },
  {
    title: 'authorize forgets to answer',
    token: { authorize: FORGETFUL },
    message: /"authorize" must return/,
  },
  {
    title: 'authorize misspells a member',
    token: { authorize: () => ({ capabilities: [], subjekt: 'alice' }) },
    message: /^authorize: unknown option "subjekt"/,
  },
  {
    title: 'authorize says what is not its to say',
    token: { authorize: () => ({ capabilities: [], audience: 'https://other.example' }) },
    message: /^authorize: unknown option "audience"/,
  },
  {
    title: 'authorize asks for no lifetime',
    token: { authorize: () => ({ capabilities: [dial({ appSid: 'AP1' })], ttl: 0 }) },
    message: /ttl/,
  },
  {
    title: 'authorize takes a reserved claim',
    token: { authorize: () => ({ capabilities: [], claims: { exp: 1 } }) },
    message: /exp/,
  },
]
