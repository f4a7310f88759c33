import { TokenError } from '@grantline/core'
import type { Sent } from '../wire.ts'
import type { World } from '../world.ts'
import { callerRows } from './caller-rows.ts'
import { refused, served } from './guard-answers.ts'
import {
  BAD_BODY,
  bearer,
  DOWN,
  failed,
  form,
  formRows,
  get,
  type ExpectedAnswer,
  type Row,
} from './row.ts'

/** Done; RFC 7009 §2.2. */
const DONE: ExpectedAnswer = {
  status: 200,
  headers: { 'cache-control': 'no-store', vary: 'Origin' },
  body: '',
}

function revoke(token: string, more: Readonly<Record<string, string>> = {}): Sent {
  return form('/revoke', { token, ...more })
}

/** Every answer of a revocation endpoint. */
export function revocationRows({ tokens }: World): readonly Row[] {
  return [
    ...formRows('/revoke', revoke(tokens.good)),
    ...callerRows('revocation', revoke(tokens.good), DONE),
    { title: 'revokes a token', send: revoke(tokens.good), answer: DONE },
    {
      title: 'revokes a token so that no guard lets it pass',
      before: [
        { send: get('/whoami', bearer(tokens.good)), answer: served({ subject: 'alice' }) },
        { send: revoke(tokens.good), answer: DONE },
      ],
      send: get('/whoami', bearer(tokens.good)),
      answer: refused('revoked_token'),
    },
    {
      title: 'revokes one token and no other',
      before: [{ send: revoke(tokens.good), answer: DONE }],
      send: get('/whoami', bearer(tokens.wide)),
      answer: served({ subject: 'alice' }),
    },
    {
      title: 'revokes a token twice',
      before: [{ send: revoke(tokens.good), answer: DONE }],
      send: revoke(tokens.good),
      answer: DONE,
    },
    {
      title: 'revokes a token that is bound to a key',
      send: revoke(tokens.bound),
      answer: DONE,
    },
    {
      title: 'does not mind a hint',
      send: revoke(tokens.good, { token_type_hint: 'refresh_token' }),
      answer: DONE,
    },
    ...(['expired', 'wrongKey', 'wrongIssuer', 'tampered', 'tooLarge'] as const).map((name) => ({
      title: `says the same of a token that is ${name}`,
      send: revoke(tokens[name]),
      answer: DONE,
    })),
    { title: 'says the same of what is no token', send: revoke('abc'), answer: DONE },
    { title: 'wants a token', send: form('/revoke', { x: '1' }), answer: BAD_BODY },
    { title: 'wants a token that is not empty', send: revoke(''), answer: BAD_BODY },
    {
      title: 'does not say that it revoked what has no name',
      send: revoke(tokens.unnamed),
      answer: failed(400, 'unsupported_token_type'),
    },
    {
      title: 'asks to come back when the store failed',
      setup: {
        revocation: { revocation: { revoke: () => Promise.reject(new Error('disk full')) } },
      },
      send: revoke(tokens.good),
      answer: DOWN,
    },
    {
      title: 'asks to come back while the token cannot be checked',
      setup: {
        revocation: {
          verifier: { check: async () => ({ ok: false, error: new TokenError('unavailable') }) },
        },
      },
      send: revoke(tokens.good),
      answer: DOWN,
    },
  ]
}
