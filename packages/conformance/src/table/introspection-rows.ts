import { createVerifier, TokenError } from '@grantline/core'
import type { Sent } from '../wire.ts'
import { ISSUER, NOW, type World } from '../world.ts'
import { callerRows } from './caller-rows.ts'
import {
  BAD_BODY,
  DOWN,
  ENDPOINT_HEADERS,
  form,
  formRows,
  type ExpectedAnswer,
  type Row,
} from './row.ts'

function told(body: object): ExpectedAnswer {
  return { status: 200, headers: ENDPOINT_HEADERS, body }
}

const INACTIVE = told({ active: false })

const ACTIVE = {
  active: true,
  scope: 'scope:client:outgoing?appSid=AP1',
  iss: ISSUER,
  sub: 'alice',
  exp: NOW + 600,
  iat: NOW,
  jti: /^[\w-]{16,}$/,
  token_type: 'Bearer',
}

function ask(token: string, more: Readonly<Record<string, string>> = {}): Sent {
  return form('/introspect', { token, ...more })
}

/** Every answer of an introspection endpoint. */
export function introspectionRows({ keys, tokens }: World): readonly Row[] {
  const { jti: _jti, ...unnamed } = ACTIVE
  return [
    ...formRows('/introspect', ask(tokens.good)),
    ...callerRows('introspection', ask(tokens.good), told(ACTIVE)),
    { title: 'tells of a token', send: ask(tokens.good), answer: told(ACTIVE) },
    {
      title: 'tells of an audience and a start, not of a session',
      setup: {
        introspection: {
          verifier: createVerifier({ issuer: ISSUER, audience: 'calls', keys, clock: () => NOW }),
        },
      },
      send: ask(tokens.session),
      answer: told({ ...ACTIVE, aud: 'calls', nbf: NOW }),
    },
    {
      title: 'tells nothing of a token for somebody else',
      send: ask(tokens.session),
      answer: INACTIVE,
    },
    {
      title: 'tells that a token is bound to a key',
      send: ask(tokens.bound),
      answer: told({ ...ACTIVE, token_type: 'DPoP', cnf: { jkt: 'x'.repeat(43) } }),
    },
    {
      title: 'tells of a token without a name',
      send: ask(tokens.unnamed),
      answer: told(unnamed),
    },
    {
      title: 'does not mind a hint',
      send: ask(tokens.good, { token_type_hint: 'access_token' }),
      answer: told(ACTIVE),
    },
    ...(['expired', 'wrongKey', 'wrongIssuer', 'tampered', 'tooLarge', 'ticket'] as const).map(
      (name) => ({
        title: `tells nothing of a token that is ${name}`,
        send: ask(tokens[name]),
        answer: INACTIVE,
      }),
    ),
    { title: 'tells nothing of what is no token', send: ask('a b\u00E9'), answer: INACTIVE },
    {
      title: 'tells nothing of a revoked token',
      before: [
        {
          send: form('/revoke', { token: tokens.good }),
          answer: {
            status: 200,
            headers: { 'cache-control': 'no-store', vary: 'Origin' },
            body: '',
          },
        },
      ],
      send: ask(tokens.good),
      answer: INACTIVE,
    },
    { title: 'wants a token', send: form('/introspect', { x: '1' }), answer: BAD_BODY },
    { title: 'wants a token that is not empty', send: ask(''), answer: BAD_BODY },
    {
      title: 'asks to come back while the token cannot be checked',
      setup: {
        introspection: {
          verifier: { check: async () => ({ ok: false, error: new TokenError('unavailable') }) },
        },
      },
      send: ask(tokens.good),
      answer: DOWN,
    },
  ]
}
