import { createVerifier, type RevocationAnswer } from '@grantline/core'
import type { SetupPatch } from '../setup.ts'
import type { Sent } from '../wire.ts'
import { ISSUER, NOW, type World } from '../world.ts'
import { insufficient, refused, served, UNAVAILABLE } from './guard-answers.ts'
import { bearer, get, headOf, type Row } from './row.ts'

const METADATA = 'https://phone.example/.well-known/oauth-protected-resource'
const PROBLEMS = 'https://phone.example/problems/'

/** What a guard says, and what it never says, beyond the code. */
export function refusalRows({ keys, tokens }: World): readonly Row[] {
  const asking = (answer: RevocationAnswer): SetupPatch => {
    const revocation = { revoke: async () => {}, check: () => answer }
    const verifier = createVerifier({ issuer: ISSUER, keys, clock: () => NOW, revocation })
    return { gate: { verifier } }
  }
  const required = (other: string, scope: string): Omit<Row, 'title'> => ({
    setup: { other },
    send: get('/other', bearer(tokens.good)),
    answer: insufficient(scope),
  })
  return [
    // What is required
    {
      title: 'writes a quote and a backslash of a required scope so that they end nothing',
      ...required('a"b\\c', 'scope:client:outgoing?appSid=a%22b%5Cc'),
    },
    {
      title: 'writes a line break of a required scope so that it starts no header',
      ...required('a\r\nX-Evil: 1', 'scope:client:outgoing?appSid=a%0D%0AX-Evil%3A%201'),
    },
    {
      title: 'writes letters outside ASCII of a required scope in ASCII',
      ...required(
        '\u00E9\u{1F600}\u2028',
        'scope:client:outgoing?appSid=%C3%A9%F0%9F%98%80%E2%80%A8',
      ),
    },
    {
      title: 'writes what stands for something in a required scope so that it does not',
      ...required('a&b=c d', 'scope:client:outgoing?appSid=a%26b%3Dc%20d'),
    },
    {
      title: 'does not tell what the path asks for, whatever it is',
      send: get('/calls/a%22%0D%0Ab', bearer(tokens.good)),
      answer: insufficient('scope:client:outgoing'),
    },

    // The realm
    {
      title: 'never takes the realm from the request',
      send: get('/whoami?realm=%22evil%22', ['Host', 'evil.example'], ['Realm', 'evil']),
      answer: refused('missing_token'),
    },
    {
      title: 'takes an empty realm',
      setup: { gate: { realm: '' } },
      send: get('/whoami'),
      answer: refused('missing_token', 'Bearer realm=""'),
    },
    {
      title: 'names the resource metadata to who has no token',
      setup: { gate: { resourceMetadata: METADATA } },
      send: get('/whoami'),
      answer: refused('missing_token', `Bearer realm="api", resource_metadata="${METADATA}"`),
    },
    {
      title: 'names the resource metadata to who may not',
      setup: { gate: { resourceMetadata: METADATA, realm: 'phone' } },
      send: get('/calls/AP2', bearer(tokens.good)),
      answer: {
        ...insufficient('scope:client:outgoing'),
        headers: {
          ...insufficient('').headers,
          'www-authenticate': `Bearer realm="phone", resource_metadata="${METADATA}", error="insufficient_scope", scope="scope:client:outgoing"`,
        },
      },
    },

    // Problem types
    {
      title: 'names its own problem type of what is missing',
      setup: { gate: { problemTypeBase: PROBLEMS } },
      send: get('/calls/AP2', bearer(tokens.good)),
      answer: {
        ...insufficient('scope:client:outgoing'),
        body: {
          type: `${PROBLEMS}insufficient_capability`,
          title: 'capability missing',
          status: 403,
          detail: 'capability missing',
          code: 'insufficient_capability',
          error: 'insufficient_scope',
          required: 'scope:client:outgoing',
        },
      },
    },
    {
      title: 'names its own problem type while the verifier is down',
      setup: {
        gate: {
          ...asking({ revoked: false, freshness: 'unknown' }).gate,
          problemTypeBase: PROBLEMS,
        },
      },
      send: get('/whoami', bearer(tokens.good)),
      answer: {
        ...UNAVAILABLE,
        body: {
          type: `${PROBLEMS}verifier_unavailable`,
          title: 'token could not be checked now',
          status: 503,
          detail: 'token could not be checked now',
          code: 'verifier_unavailable',
          error: 'temporarily_unavailable',
        },
      },
    },

    // Stores
    {
      title: 'asks to come back while the revocation store does not know',
      setup: asking({ revoked: false, freshness: 'unknown' }),
      send: get('/whoami', bearer(tokens.good)),
      answer: UNAVAILABLE,
    },
    {
      title: 'answers HEAD while the revocation store does not know',
      setup: asking({ revoked: false, freshness: 'unknown' }),
      send: { method: 'HEAD', path: '/whoami', headers: [bearer(tokens.good)] },
      answer: headOf(UNAVAILABLE),
    },
    {
      title: 'asks nobody to come back who is refused anyway while the store does not know',
      setup: asking({ revoked: false, freshness: 'unknown' }),
      send: get('/whoami', bearer(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'lets a token pass that an old word of the store does not revoke',
      setup: asking({ revoked: false, freshness: 'stale' }),
      send: get('/whoami', bearer(tokens.good)),
      answer: served({ subject: 'alice' }),
    },
    {
      title: 'refuses a token that an old word of the store revokes',
      setup: asking({ revoked: true, freshness: 'stale' }),
      send: get('/whoami', bearer(tokens.good)),
      answer: refused('revoked_token'),
    },

    // Methods and bodies
    {
      title: 'refuses a preflight without a token',
      send: {
        method: 'OPTIONS',
        path: '/whoami',
        headers: [
          ['Origin', 'https://app.example'],
          ['Access-Control-Request-Method', 'POST'],
          ['Access-Control-Request-Headers', 'authorization'],
        ],
      },
      answer: refused('missing_token'),
    },
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
      title: `refuses ${method} without a token, whatever its body`,
      send: jsonBody(method),
      answer: refused('missing_token'),
    })),
    {
      title: 'does not look for a token in a form',
      send: {
        method: 'POST',
        path: '/whoami',
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        body: `access_token=${tokens.good}`,
      },
      answer: refused('missing_token'),
    },
    {
      title: 'does not look for a token in forwarded headers',
      send: get(
        '/whoami',
        ['X-Forwarded-Authorization', `Bearer ${tokens.good}`],
        ['Proxy-Authorization', `Bearer ${tokens.good}`],
      ),
      answer: refused('missing_token'),
    },
  ]
}

function jsonBody(method: string): Sent {
  const headers = [['Content-Type', 'application/json']] as const
  return { method, path: '/whoami', headers, body: '{"token":"a"}' }
}
