import { GrantlineError } from '@grantline/core'
import { denied, type AuthorizeCaller } from '@grantline/core/http'
import type { SetupPatch } from '../setup.ts'
import type { Sent } from '../wire.ts'
import { DOWN, failed, SOON, type ExpectedAnswer, type Row } from './row.ts'

/** The rows of an endpoint that asks who asks. */
export function callerRows(
  part: 'revocation' | 'introspection',
  send: Sent,
  served: ExpectedAnswer,
): readonly Row[] {
  const saying = (authorize: AuthorizeCaller, realm = 'api'): SetupPatch => ({
    [part]: { authorize, realm },
  })
  return [
    {
      title: `${part}: asks who it is`,
      setup: saying(() => false),
      send,
      answer: failed(401, 'invalid_client', { 'www-authenticate': 'Session realm="api"' }),
    },
    {
      title: `${part}: asks who nobody is`,
      setup: saying(async () => null, 'a "b"'),
      send,
      answer: failed(401, 'invalid_client', {
        'www-authenticate': String.raw`Session realm="a \"b\""`,
      }),
    },
    {
      title: `${part}: asks to sign in`,
      setup: saying(() => denied('login_required')),
      send,
      answer: failed(401, 'login_required', { 'www-authenticate': 'Session realm="api"' }),
    },
    {
      title: `${part}: denies access`,
      setup: saying(() => denied('access_denied')),
      send,
      answer: failed(403, 'access_denied'),
    },
    {
      title: `${part}: slows down`,
      setup: saying(() => denied('rate_limited', { retryAfter: 60 })),
      send,
      answer: failed(429, 'slow_down', { 'retry-after': /^(6\d|7[0-2])$/ }),
    },
    {
      title: `${part}: slows down for a while`,
      setup: saying(() => denied('rate_limited')),
      send,
      answer: failed(429, 'slow_down', { 'retry-after': SOON }),
    },
    {
      title: `${part}: asks to come back while it cannot know who asks`,
      setup: saying(() => Promise.reject(new GrantlineError('verifier_unavailable'))),
      send,
      answer: DOWN,
    },
    {
      title: `${part}: knows whose token it is`,
      setup: saying(({ grant }) => grant?.subject === 'alice'),
      send,
      answer: served,
    },
    {
      title: `${part}: knows that it is nobody’s token`,
      setup: saying(({ grant }) => grant?.subject === 'alice'),
      send: { ...send, body: 'token=abc' },
      answer: failed(401, 'invalid_client', { 'www-authenticate': 'Session realm="api"' }),
    },
    {
      title: `${part}: asks who it is before it looks at the token`,
      setup: saying(() => false),
      send: { ...send, body: 'a=b' },
      answer: failed(401, 'invalid_client', { 'www-authenticate': 'Session realm="api"' }),
    },
  ]
}
