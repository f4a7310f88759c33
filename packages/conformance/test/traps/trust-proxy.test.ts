import { describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { form } from '../../src/table/row.ts'
import type { Sent, SentHeader } from '../../src/wire.ts'
import { createWorld } from '../../src/world.ts'
import { startExpress } from '../hosts/express-host.ts'
import { startFor } from '../suite/start-for.ts'

const world = await createWorld()

const FORWARDED: readonly SentHeader[] = [
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'public.example'],
]

function from(origin: string): readonly SentHeader[] {
  return [['Origin', origin], ...FORWARDED]
}

const REQUESTS: Readonly<Record<string, (origin: string) => Sent>> = {
  '/token': (origin) => ({
    method: 'POST',
    path: '/token',
    headers: [['Content-Type', 'application/json'], ...from(origin)],
    body: '{}',
  }),
  '/exchange': (origin) =>
    form(
      '/exchange',
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        subject_token: world.tokens.good,
      },
      ...from(origin),
    ),
  '/ticket': (origin) =>
    form('/ticket', {}, ['Authorization', `Bearer ${world.tokens.good}`], ...from(origin)),
  '/revoke': (origin) => form('/revoke', { token: world.tokens.good }, ...from(origin)),
  '/introspect': (origin) => form('/introspect', { token: world.tokens.good }, ...from(origin)),
}

describe.each(Object.entries(REQUESTS))('%s on express', (_path, request) => {
  test.each([
    ['believes a proxy that is trusted', true, 'https://public.example', 200],
    ['knows no other host behind a proxy that is trusted', true, 'http://phone.test', 403],
    ['takes no other scheme than a trusted proxy says', true, 'http://public.example', 403],
    ['believes no proxy that is not trusted', false, 'https://public.example', 403],
    ['knows its own host behind a proxy that is not trusted', false, 'http://phone.test', 200],
    [
      'believes the loopback proxy where loopback is trusted',
      'loopback',
      'https://public.example',
      200,
    ],
    ['believes no proxy beyond the trusted ones', '10.0.0.1', 'https://public.example', 403],
  ])('%s', async (_title, trusted, origin, status) => {
    const start = startExpress({ prepare: (app) => app.set('trust proxy', trusted) })
    const host = await startFor(start, setupOf(world))
    expect((await host.send(request(origin))).status).toBe(status)
  })

  test.each(['a/b?', 'user@public.example', 'a b', ''])(
    'makes no URL of the forwarded host "%s"',
    async (forwarded) => {
      const start = startExpress({ prepare: (app) => app.set('trust proxy', true) })
      const host = await startFor(start, setupOf(world))
      const sent = request('https://public.example')
      const headers = (sent.headers ?? []).map(([name, value]): SentHeader => [
        name,
        name === 'X-Forwarded-Host' ? forwarded : value,
      ])
      expect((await host.send({ ...sent, headers })).status).toBe(forwarded === '' ? 403 : 400)
    },
  )
})
