import { expect } from 'vitest'
import { GrantlineError, TokenError } from '../../../src/index.ts'
import type { GateOptions, TokenFrom } from '../../../src/http.ts'
import type { Sent } from './host.ts'
import type { World } from './world.ts'

/** An answer to be met exactly; a body that is no string is compared as JSON. */
export interface ExpectedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

export interface GuardCase {
  readonly title: string
  readonly gate?: Partial<GateOptions>
  readonly send: Sent
  readonly answer: ExpectedAnswer
}

const GUARD_HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }

const PLAIN_BODY = {
  malformed_request: {
    title: 'Bad Request',
    status: 400,
    detail: 'credentials malformed',
    error: 'invalid_request',
  },
  missing_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token missing',
    error: 'missing_token',
  },
  invalid_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token invalid',
    error: 'invalid_token',
  },
  expired_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token expired',
    error: 'invalid_token',
  },
  revoked_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token revoked',
    error: 'invalid_token',
  },
  replayed_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token already used',
    error: 'invalid_token',
  },
} as const

type PlainCode = keyof typeof PLAIN_BODY

/** The answer of the code, spelled out: status, every header, body. */
function refused(code: PlainCode, challenge = challengeOf(code)): ExpectedAnswer {
  const { title, status, detail, error } = PLAIN_BODY[code]
  return {
    status,
    headers: { ...GUARD_HEADERS, 'www-authenticate': challenge },
    body: { type: 'about:blank', title, status, detail, code, error },
  }
}

function challengeOf(code: PlainCode): string {
  if (code === 'missing_token') return 'Bearer realm="api"'
  const { detail, error } = PLAIN_BODY[code]
  return `Bearer realm="api", error="${error}", error_description="${detail}"`
}

function insufficient(required: string): ExpectedAnswer {
  return {
    status: 403,
    headers: {
      ...GUARD_HEADERS,
      'www-authenticate': `Bearer realm="api", error="insufficient_scope", scope="${required}"`,
    },
    body: {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'capability missing',
      code: 'insufficient_capability',
      error: 'insufficient_scope',
      required,
    },
  }
}

const UNAVAILABLE: ExpectedAnswer = {
  status: 503,
  headers: { ...GUARD_HEADERS, 'retry-after': expect.stringMatching(/^[567]$/) },
  body: {
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'token could not be checked now',
    code: 'verifier_unavailable',
    error: 'temporarily_unavailable',
  },
}

/** What every host answers on a route of its own once a request passes. */
export function served(body: unknown): ExpectedAnswer {
  return {
    status: 200,
    headers: { 'content-type': expect.stringMatching(/^application\/json/) },
    body,
  }
}

const ALICE = served({ subject: 'alice' })
const NOBODY = served({ subject: null })

function refusing(error: TokenError): Partial<GateOptions> {
  return { verifier: { check: async () => ({ ok: false, error }) } }
}

function get(path: string, ...headers: (readonly [string, string])[]): Sent {
  return { method: 'GET', path, headers }
}

function bearer(token: string): readonly [string, string] {
  return ['Authorization', `Bearer ${token}`]
}

function headOf(expected: ExpectedAnswer): ExpectedAnswer {
  return { ...expected, body: '' }
}

const BOTH: readonly TokenFrom[] = ['header', 'websocket-protocol']

/** Every answer of a guard. */
export function guardCases({ tokens }: World): readonly GuardCase[] {
  const protocols = (token: string): readonly [string, string] => [
    'Sec-WebSocket-Protocol',
    `grantline.v1, grantline.bearer.${token}`,
  ]
  return [
    // A token that is good
    { title: 'lets a good token pass', send: get('/whoami', bearer(tokens.good)), answer: ALICE },
    {
      title: 'reads the scheme in any case',
      send: get('/whoami', ['authorization', `bEARER ${tokens.good}`]),
      answer: ALICE,
    },
    {
      title: 'lets a grant pass that allows a fixed request',
      send: get('/fixed', bearer(tokens.good)),
      answer: ALICE,
    },
    {
      title: 'lets a grant pass that allows what the path asks for',
      send: get('/calls/AP1', bearer(tokens.good)),
      answer: ALICE,
    },

    // None
    {
      title: 'asks for a token, without an error',
      send: get('/whoami'),
      answer: refused('missing_token'),
    },
    {
      title: 'counts another scheme as no token',
      send: get('/whoami', ['Authorization', 'Basic YWxpY2U6']),
      answer: refused('missing_token'),
    },
    {
      title: 'counts a longer scheme name as no token',
      send: get('/whoami', ['Authorization', `BearerX ${tokens.good}`]),
      answer: refused('missing_token'),
    },
    {
      title: 'counts the DPoP scheme as no token',
      send: get('/whoami', ['Authorization', `DPoP ${tokens.good}`]),
      answer: refused('missing_token'),
    },
    {
      title: 'counts an empty header as no token',
      send: get('/whoami', ['Authorization', '']),
      answer: refused('missing_token'),
    },
    {
      title: 'does not look into the query',
      send: get(`/whoami?access_token=${tokens.good}`),
      answer: refused('missing_token'),
    },
    {
      title: 'does not skip OPTIONS',
      send: { method: 'OPTIONS', path: '/whoami' },
      answer: refused('missing_token'),
    },
    {
      title: 'answers HEAD with the same headers and no body',
      send: { method: 'HEAD', path: '/whoami' },
      answer: headOf(refused('missing_token')),
    },

    // More than one, or none that could be one
    {
      title: 'refuses two headers',
      send: get('/whoami', bearer(tokens.good), bearer(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses two headers of which one has another scheme',
      send: get('/whoami', ['Authorization', 'Basic YWxpY2U6'], bearer(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a comma',
      send: get('/whoami', ['Authorization', `Bearer ${tokens.good},`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a comma under another scheme',
      send: get('/whoami', ['Authorization', `Basic YWxpY2U6, Bearer ${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses the scheme alone',
      send: get('/whoami', ['Authorization', 'Bearer']),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses two spaces',
      send: get('/whoami', ['Authorization', `Bearer  ${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a tab for the space',
      send: get('/whoami', ['Authorization', `Bearer\t${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a colon for the space',
      send: get('/whoami', ['Authorization', `Bearer:${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a second word',
      send: get('/whoami', ['Authorization', `Bearer ${tokens.good} x`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a quoted token',
      send: get('/whoami', ['Authorization', `Bearer "${tokens.good}"`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a letter outside ASCII',
      send: get('/whoami', ['Authorization', 'Bearer t\u00F6ken']),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a token over the size limit',
      send: get('/whoami', bearer(tokens.tooLarge)),
      answer: refused('malformed_request'),
    },

    // One that is not good
    {
      title: 'refuses what is no token',
      send: get('/whoami', bearer('abc')),
      answer: refused('invalid_token'),
    },
    {
      title: 'refuses the token of another key',
      send: get('/whoami', bearer(tokens.wrongKey)),
      answer: refused('invalid_token'),
    },
    {
      title: 'refuses the token of another issuer',
      send: get('/whoami', bearer(tokens.wrongIssuer)),
      answer: refused('invalid_token'),
    },
    {
      title: 'refuses a changed token',
      send: get('/whoami', bearer(tokens.tampered)),
      answer: refused('invalid_token'),
    },
    {
      title: 'refuses a token that is bound to a key',
      send: get('/whoami', bearer(tokens.bound)),
      answer: refused('invalid_token'),
    },
    {
      title: 'says that a token is expired',
      send: get('/whoami', bearer(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'says that a token is revoked',
      gate: refusing(new TokenError('revoked')),
      send: get('/whoami', bearer('abc')),
      answer: refused('revoked_token'),
    },
    {
      title: 'says that a token was used',
      gate: refusing(new TokenError('replayed')),
      send: get('/whoami', bearer('abc')),
      answer: refused('replayed_token'),
    },
    {
      title: 'answers HEAD with a bad token like GET, without the body',
      send: { method: 'HEAD', path: '/whoami', headers: [bearer(tokens.expired)] },
      answer: headOf(refused('expired_token')),
    },
    {
      title: 'checks the token of OPTIONS',
      send: { method: 'OPTIONS', path: '/whoami', headers: [bearer(tokens.expired)] },
      answer: refused('expired_token'),
    },

    // One that does not suffice
    {
      title: 'tells the values of a fixed request',
      send: get('/other', bearer(tokens.good)),
      answer: insufficient('scope:client:outgoing?appSid=AP%202'),
    },
    {
      title: 'does not tell values that come from the request',
      send: get('/calls/AP2', bearer(tokens.good)),
      answer: insufficient('scope:client:outgoing'),
    },
    {
      title: 'answers HEAD without the capability like GET, without the body',
      send: { method: 'HEAD', path: '/calls/AP2', headers: [bearer(tokens.good)] },
      answer: headOf(insufficient('scope:client:outgoing')),
    },

    // Not to be known now
    {
      title: 'asks to come back while the verifier is down',
      gate: refusing(new TokenError('unavailable')),
      send: get('/whoami', bearer('abc')),
      answer: UNAVAILABLE,
    },
    {
      title: 'reads the code of a verifier that throws',
      gate: {
        verifier: {
          check: async () => {
            throw new GrantlineError('verifier_unavailable')
          },
        },
      },
      send: get('/whoami', bearer('abc')),
      answer: UNAVAILABLE,
    },

    // An optional gate
    {
      title: 'passes without a token where it is optional',
      gate: { optional: true },
      send: get('/whoami'),
      answer: NOBODY,
    },
    {
      title: 'passes another scheme where a token is optional',
      gate: { optional: true },
      send: get('/whoami', ['Authorization', 'Basic YWxpY2U6']),
      answer: NOBODY,
    },
    {
      title: 'reads a good token where it is optional',
      gate: { optional: true },
      send: get('/whoami', bearer(tokens.good)),
      answer: ALICE,
    },
    {
      title: 'refuses a bad token where it is optional',
      gate: { optional: true },
      send: get('/whoami', bearer(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'refuses two tokens where one is optional',
      gate: { optional: true },
      send: get('/whoami', bearer(tokens.good), bearer(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'asks for a token where a route requires a capability',
      gate: { optional: true },
      send: get('/fixed'),
      answer: refused('missing_token'),
    },

    // What is configured
    {
      title: 'escapes the realm',
      gate: { realm: 'a "b" \\ c' },
      send: get('/whoami'),
      answer: refused('missing_token', String.raw`Bearer realm="a \"b\" \\ c"`),
    },
    {
      title: 'replaces what would break the header',
      gate: { realm: 'a\r\nX-Evil: 1\u00E9\u{1F600}' },
      send: get('/whoami'),
      answer: refused('missing_token', 'Bearer realm="a??X-Evil: 1???"'),
    },
    {
      title: 'names the resource metadata',
      gate: { resourceMetadata: 'https://phone.example/.well-known/oauth-protected-resource' },
      send: get('/whoami', bearer(tokens.expired)),
      answer: refused(
        'expired_token',
        'Bearer realm="api", resource_metadata="https://phone.example/.well-known/oauth-protected-resource", error="invalid_token", error_description="token expired"',
      ),
    },
    {
      title: 'names its own problem types',
      gate: { problemTypeBase: 'https://phone.example/problems/' },
      send: get('/whoami', bearer(tokens.expired)),
      answer: {
        ...refused('expired_token'),
        body: {
          type: 'https://phone.example/problems/expired_token',
          title: 'token expired',
          status: 401,
          detail: 'token expired',
          code: 'expired_token',
          error: 'invalid_token',
        },
      },
    },

    // A token among the subprotocols
    {
      title: 'reads a subprotocol if told so',
      gate: { from: BOTH },
      send: get('/whoami', protocols(tokens.good)),
      answer: ALICE,
    },
    {
      title: 'does not read a subprotocol unless told so',
      send: get('/whoami', protocols(tokens.good)),
      answer: refused('missing_token'),
    },
    {
      title: 'does not read the header if told to read the subprotocol',
      gate: { from: ['websocket-protocol'] },
      send: get('/whoami', bearer(tokens.good)),
      answer: refused('missing_token'),
    },
    {
      title: 'refuses a header and a subprotocol',
      gate: { from: BOTH },
      send: get('/whoami', bearer(tokens.good), protocols(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'counts other subprotocols as no token',
      gate: { from: BOTH },
      send: get('/whoami', ['Sec-WebSocket-Protocol', 'grantline.v1, chat']),
      answer: refused('missing_token'),
    },
    {
      title: 'refuses two tokens among the subprotocols',
      gate: { from: BOTH },
      send: get('/whoami', protocols(tokens.good), protocols(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a subprotocol it could not answer',
      gate: { from: BOTH },
      send: get('/whoami', ['Sec-WebSocket-Protocol', `grantline.bearer.${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses an empty token among the subprotocols',
      gate: { from: BOTH },
      send: get('/whoami', protocols('')),
      answer: refused('malformed_request'),
    },
  ]
}
