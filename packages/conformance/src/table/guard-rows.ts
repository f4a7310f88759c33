import { GrantlineError, TokenError } from '@grantline/core'
import type { TokenFrom } from '@grantline/core/http'
import type { SetupPatch } from '../setup.ts'
import type { SentHeader } from '../wire.ts'
import type { World } from '../world.ts'
import { insufficient, refused, served, UNAVAILABLE } from './guard-answers.ts'
import { bearer, get, headOf, type Row } from './row.ts'

const ALICE = served({ subject: 'alice' })
const NOBODY = served({ subject: null })

function refusing(error: TokenError): SetupPatch {
  return { gate: { verifier: { check: async () => ({ ok: false, error }) } } }
}

const BOTH: readonly TokenFrom[] = ['header', 'websocket-protocol']

function protocols(token: string): SentHeader {
  return ['Sec-WebSocket-Protocol', `grantline.v1, grantline.bearer.${token}`]
}

/** Every answer of a guard. */
export function guardRows({ tokens }: World): readonly Row[] {
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
      setup: refusing(new TokenError('revoked')),
      send: get('/whoami', bearer('abc')),
      answer: refused('revoked_token'),
    },
    {
      title: 'says that a token was used',
      setup: refusing(new TokenError('replayed')),
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
      setup: refusing(new TokenError('unavailable')),
      send: get('/whoami', bearer('abc')),
      answer: UNAVAILABLE,
    },
    {
      title: 'reads the code of a verifier that throws',
      setup: {
        gate: {
          verifier: {
            check: async () => {
              throw new GrantlineError('verifier_unavailable')
            },
          },
        },
      },
      send: get('/whoami', bearer('abc')),
      answer: UNAVAILABLE,
    },

    // An optional gate
    {
      title: 'passes without a token where it is optional',
      setup: { gate: { optional: true } },
      send: get('/whoami'),
      answer: NOBODY,
    },
    {
      title: 'passes another scheme where a token is optional',
      setup: { gate: { optional: true } },
      send: get('/whoami', ['Authorization', 'Basic YWxpY2U6']),
      answer: NOBODY,
    },
    {
      title: 'reads a good token where it is optional',
      setup: { gate: { optional: true } },
      send: get('/whoami', bearer(tokens.good)),
      answer: ALICE,
    },
    {
      title: 'refuses a bad token where it is optional',
      setup: { gate: { optional: true } },
      send: get('/whoami', bearer(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'refuses two tokens where one is optional',
      setup: { gate: { optional: true } },
      send: get('/whoami', bearer(tokens.good), bearer(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'asks for a token where a route requires a capability',
      setup: { gate: { optional: true } },
      send: get('/fixed'),
      answer: refused('missing_token'),
    },

    // What is configured
    {
      title: 'escapes the realm',
      setup: { gate: { realm: 'a "b" \\ c' } },
      send: get('/whoami'),
      answer: refused('missing_token', String.raw`Bearer realm="a \"b\" \\ c"`),
    },
    {
      title: 'replaces what would break the header',
      setup: { gate: { realm: 'a\r\nX-Evil: 1\u00E9\u{1F600}' } },
      send: get('/whoami'),
      answer: refused('missing_token', 'Bearer realm="a??X-Evil: 1???"'),
    },
    {
      title: 'names the resource metadata',
      setup: {
        gate: { resourceMetadata: 'https://phone.example/.well-known/oauth-protected-resource' },
      },
      send: get('/whoami', bearer(tokens.expired)),
      answer: refused(
        'expired_token',
        'Bearer realm="api", resource_metadata="https://phone.example/.well-known/oauth-protected-resource", error="invalid_token", error_description="token expired"',
      ),
    },
    {
      title: 'names its own problem types',
      setup: { gate: { problemTypeBase: 'https://phone.example/problems/' } },
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
      setup: { gate: { from: BOTH } },
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
      setup: { gate: { from: ['websocket-protocol'] } },
      send: get('/whoami', bearer(tokens.good)),
      answer: refused('missing_token'),
    },
    {
      title: 'refuses a header and a subprotocol',
      setup: { gate: { from: BOTH } },
      send: get('/whoami', bearer(tokens.good), protocols(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'counts other subprotocols as no token',
      setup: { gate: { from: BOTH } },
      send: get('/whoami', ['Sec-WebSocket-Protocol', 'grantline.v1, chat']),
      answer: refused('missing_token'),
    },
    {
      title: 'refuses two tokens among the subprotocols',
      setup: { gate: { from: BOTH } },
      send: get('/whoami', protocols(tokens.good), protocols(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a subprotocol it could not answer',
      setup: { gate: { from: BOTH } },
      send: get('/whoami', ['Sec-WebSocket-Protocol', `grantline.bearer.${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'reads subprotocols in two headers and in any order',
      setup: { gate: { from: ['websocket-protocol'] } },
      send: get(
        '/whoami',
        ['Sec-WebSocket-Protocol', `chat,\tgrantline.bearer.${tokens.good}`],
        ['Sec-WebSocket-Protocol', 'grantline.v1'],
      ),
      answer: ALICE,
    },
    {
      title: 'refuses a bad token among the subprotocols',
      setup: { gate: { from: ['websocket-protocol'] } },
      send: get('/whoami', protocols(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'passes other subprotocols where a token is optional',
      setup: { gate: { from: ['websocket-protocol'], optional: true } },
      send: get('/whoami', ['Sec-WebSocket-Protocol', 'chat']),
      answer: NOBODY,
    },
    {
      title: 'refuses an empty token among the subprotocols',
      setup: { gate: { from: BOTH } },
      send: get('/whoami', protocols('')),
      answer: refused('malformed_request'),
    },
  ]
}
