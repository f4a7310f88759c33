import { GrantlineError, TokenError } from '@grantline/core'
import { parseToken } from './parse-token.ts'
import { HOST_ORIGIN, type Sent } from '../wire.ts'
import type { World } from '../world.ts'
import { insufficient, refused, served } from './guard-answers.ts'
import {
  BAD_BODY,
  bearer,
  DOWN,
  ENDPOINT_HEADERS,
  failed,
  form,
  formRows,
  get,
  TOKEN,
  type ExpectedAnswer,
  type Row,
} from './row.ts'

const JWT = 'urn:ietf:params:oauth:token-type:jwt'
const REQUEST = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: JWT,
}

const ONE = 'scope:client:outgoing?appSid=AP1'
const TWO = 'scope:client:outgoing?appSid=AP2'

function exchanged(scope: string): ExpectedAnswer {
  return {
    status: 200,
    headers: ENDPOINT_HEADERS,
    body: {
      access_token: TOKEN,
      issued_token_type: JWT,
      token_type: 'Bearer',
      expires_in: 600,
      scope,
    },
  }
}

const TOO_WIDE = failed(400, 'invalid_scope')

/** Every answer of a token exchange endpoint. */
export function exchangeRows({ tokens }: World): readonly Row[] {
  const ask = (token: string, more: Readonly<Record<string, string>> = {}): Sent =>
    form('/exchange', { ...REQUEST, subject_token: token, ...more })
  const { subject_token_type: _type, ...untyped } = REQUEST
  return [
    ...formRows('/exchange', ask(tokens.good)),
    { title: 'gives the same', send: ask(tokens.wide), answer: exchanged(`${ONE} ${TWO}`) },
    {
      title: 'gives less',
      send: ask(tokens.wide, { scope: TWO }),
      answer: exchanged(TWO),
    },
    {
      title: 'takes an empty scope for none',
      send: ask(tokens.wide, { scope: '' }),
      answer: exchanged(`${ONE} ${TWO}`),
    },
    {
      title: 'takes the type that it gives for the one that is asked for',
      send: ask(tokens.good, { requested_token_type: JWT }),
      answer: exchanged(ONE),
    },
    {
      title: 'gives a token that allows what was asked for',
      before: [{ send: ask(tokens.wide, { scope: TWO }), answer: exchanged(TWO) }],
      send: (before) => get('/calls/AP2', bearer(parseToken(before[0]))),
      answer: served({ subject: 'alice' }),
    },
    {
      title: 'gives a token that does not allow the rest',
      before: [{ send: ask(tokens.wide, { scope: TWO }), answer: exchanged(TWO) }],
      send: (before) => get('/calls/AP1', bearer(parseToken(before[0]))),
      answer: insufficient('scope:client:outgoing'),
    },
    {
      title: 'gives no more for what was narrowed',
      before: [{ send: ask(tokens.wide, { scope: TWO }), answer: exchanged(TWO) }],
      send: (before) => ask(parseToken(before[0]), { scope: ONE }),
      answer: TOO_WIDE,
    },
    {
      title: 'gives a token that is revoked with its parent',
      before: [
        { send: ask(tokens.wide), answer: exchanged(`${ONE} ${TWO}`) },
        {
          send: form('/revoke', { token: tokens.wide }),
          answer: {
            status: 200,
            headers: { 'cache-control': 'no-store', vary: 'Origin' },
            body: '',
          },
        },
      ],
      send: (before) => get('/whoami', bearer(parseToken(before[0]))),
      answer: refused('revoked_token'),
    },
    {
      title: 'gives no more',
      send: ask(tokens.good, { scope: `${ONE} ${TWO}` }),
      answer: TOO_WIDE,
    },
    {
      title: 'gives nothing for a scope that is none',
      send: ask(tokens.good, { scope: 'openid' }),
      answer: TOO_WIDE,
    },
    {
      title: 'gives nothing for a token that is good once',
      send: ask(tokens.ticket),
      answer: TOO_WIDE,
    },
    ...(['expired', 'wrongKey', 'wrongIssuer', 'tampered', 'bound'] as const).map((name) => ({
      title: `gives nothing for a token that is ${name}`,
      send: ask(tokens[name]),
      answer: BAD_BODY,
    })),
    { title: 'gives nothing for what is no token', send: ask('abc'), answer: BAD_BODY },
    {
      title: 'gives nothing for a token over the size limit',
      send: ask(tokens.tooLarge),
      answer: BAD_BODY,
    },
    {
      title: 'wants a subject token',
      send: form('/exchange', REQUEST),
      answer: BAD_BODY,
    },
    { title: 'wants a subject token that is not empty', send: ask(''), answer: BAD_BODY },
    {
      title: 'wants the type of the subject token',
      send: form('/exchange', { ...untyped, subject_token: tokens.good }),
      answer: BAD_BODY,
    },
    {
      title: 'knows one type of subject tokens',
      send: ask(tokens.good, {
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      }),
      answer: BAD_BODY,
    },
    {
      title: 'gives one type of tokens',
      send: ask(tokens.good, {
        requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token',
      }),
      answer: BAD_BODY,
    },
    {
      title: 'does not delegate',
      send: ask(tokens.good, { actor_token: tokens.good, actor_token_type: JWT }),
      answer: BAD_BODY,
    },
    {
      title: 'names no audience',
      send: ask(tokens.good, { audience: 'calls' }),
      answer: failed(400, 'invalid_target'),
    },
    {
      title: 'names no resource',
      send: ask(tokens.good, { resource: 'https://phone.example' }),
      answer: failed(400, 'invalid_target'),
    },
    {
      title: 'knows one grant type',
      send: ask(tokens.good, { grant_type: 'client_credentials' }),
      answer: failed(400, 'unsupported_grant_type'),
    },
    {
      title: 'wants a grant type',
      send: form('/exchange', { subject_token: tokens.good, subject_token_type: JWT }),
      answer: BAD_BODY,
    },
    {
      title: 'serves its own pages',
      send: form(
        '/exchange',
        { ...REQUEST, subject_token: tokens.good },
        ['Origin', HOST_ORIGIN],
        ['Sec-Fetch-Site', 'same-origin'],
      ),
      answer: exchanged(ONE),
    },
    {
      title: 'serves an allowed origin',
      setup: { exchange: { allowedOrigins: ['https://app.example'] } },
      send: form('/exchange', { ...REQUEST, subject_token: tokens.good }, [
        'Origin',
        'https://app.example',
      ]),
      answer: exchanged(ONE),
    },
    {
      title: 'asks to come back while the token cannot be checked',
      setup: {
        exchange: {
          verifier: { check: async () => ({ ok: false, error: new TokenError('unavailable') }) },
        },
      },
      send: ask(tokens.good),
      answer: DOWN,
    },
    {
      title: 'asks to come back while the key is down',
      setup: {
        exchange: {
          minter: { attenuate: () => Promise.reject(new GrantlineError('verifier_unavailable')) },
        },
      },
      send: ask(tokens.good),
      answer: DOWN,
    },
  ]
}
