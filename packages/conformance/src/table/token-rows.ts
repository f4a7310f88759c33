import { GrantlineError } from '@grantline/core'
import { denied } from '@grantline/core/http'
import { HOST_ORIGIN, type Sent } from '../wire.ts'
import {
  BAD_BODY,
  CROSS_SITE,
  DOWN,
  ENDPOINT_HEADERS,
  failed,
  SOON,
  TOKEN,
  TOO_LARGE,
  WRONG_METHOD,
  WRONG_TYPE,
  type ExpectedAnswer,
  type Row,
} from './row.ts'

const MINTED: ExpectedAnswer = {
  status: 200,
  headers: ENDPOINT_HEADERS,
  body: {
    access_token: TOKEN,
    token_type: 'Bearer',
    expires_in: 600,
    scope: 'scope:client:outgoing?appSid=AP1',
  },
}

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
export const TOKEN_ROWS: readonly Row[] = [
  // A token
  { title: 'mints a token', send: post('{}'), answer: MINTED },
  {
    title: 'takes a charset',
    send: typed('Application/JSON; charset=utf-8', '{}'),
    answer: MINTED,
  },
  {
    title: 'tells a lifetime that was chosen',
    setup: { token: { authorize: () => ({ capabilities: [], ttl: 30 }) } },
    send: post('{}'),
    answer: {
      ...MINTED,
      body: { access_token: /^[\w.-]+$/, token_type: 'Bearer', expires_in: 30, scope: '' },
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
    setup: { token: { maxBodyBytes: 12 } },
    send: post('{"a":"1234"}'),
    answer: MINTED,
  },
  {
    title: 'refuses a body one byte over the limit',
    setup: { token: { maxBodyBytes: 12 } },
    send: post('{"a":"12345"}'),
    answer: TOO_LARGE,
  },
  {
    title: 'counts bytes, not characters',
    setup: { token: { maxBodyBytes: 12 } },
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
    setup: { token: ALLOWED },
    send: from('cross-site', 'https://app.example'),
    answer: MINTED,
  },
  {
    title: 'takes an allowed origin of the same site',
    setup: { token: ALLOWED },
    send: from('same-site', 'https://app.example'),
    answer: MINTED,
  },
  {
    title: 'takes an allowed origin of an app',
    setup: { token: ALLOWED },
    send: from(null, 'capacitor://localhost'),
    answer: MINTED,
  },
  {
    title: 'takes the public origin',
    setup: { token: PUBLIC },
    send: from(null, 'https://phone.example'),
    answer: MINTED,
  },
  {
    title: 'refuses the inner origin where a public one is set',
    setup: { token: PUBLIC },
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
    setup: { token: ALLOWED },
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
    setup: { token: { authorize: () => null } },
    send: post('{}'),
    answer: failed(401, 'login_required', { 'www-authenticate': 'Session realm="api"' }),
  },
  {
    title: 'names its realm',
    setup: { token: { authorize: () => denied('login_required'), realm: 'phone "1"' } },
    send: post('{}'),
    answer: failed(401, 'login_required', {
      'www-authenticate': String.raw`Session realm="phone \"1\""`,
    }),
  },
  {
    title: 'denies access',
    setup: { token: { authorize: () => denied('access_denied') } },
    send: post('{}'),
    answer: failed(403, 'access_denied'),
  },
  {
    title: 'says that more was asked for than may be had',
    setup: { token: { authorize: () => denied('invalid_scope') } },
    send: post('{}'),
    answer: failed(400, 'invalid_scope'),
  },
  {
    title: 'slows down',
    setup: { token: { authorize: () => denied('rate_limited') } },
    send: post('{}'),
    answer: failed(429, 'slow_down', { 'retry-after': SOON }),
  },
  {
    title: 'slows down for as long as told, or a little longer',
    setup: { token: { authorize: async () => denied('rate_limited', { retryAfter: 30 }) } },
    send: post('{}'),
    answer: failed(429, 'slow_down', { 'retry-after': /^3[0-6]$/ }),
  },

  // A key or store that is down
  {
    title: 'asks to come back while the key is down',
    setup: {
      token: {
        minter: {
          mint: async () => {
            throw new GrantlineError('verifier_unavailable')
          },
        },
      },
    },
    send: post('{}'),
    answer: DOWN,
  },
  {
    title: 'asks to come back while what authorize asks is down',
    setup: {
      token: {
        authorize: () => {
          throw new GrantlineError('verifier_unavailable')
        },
      },
    },
    send: post('{}'),
    answer: DOWN,
  },
]

/**
 * Bodies that a JSON parser in front does not leave to the endpoint: it answers what it cannot read,
 * gives an empty object for nothing and hides that a string was one.
 */
export const BAD_JSON_ROWS: readonly Row[] = [
  { title: 'refuses an empty body', send: post(''), answer: BAD_BODY, noParser: true },
  { title: 'refuses half an object', send: post('{"a":'), answer: BAD_BODY, noParser: true },
  { title: 'refuses a string', send: post('"a"'), answer: BAD_BODY },
  {
    title: 'refuses a string that holds an object',
    send: post(JSON.stringify('{"as":"Bob"}')),
    answer: BAD_BODY,
    noParser: true,
  },
  { title: 'refuses what is no JSON', send: post('a=b'), answer: BAD_BODY, noParser: true },
]
