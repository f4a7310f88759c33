import { denied } from '@grantline/core/http'
import { tokenEndpoint as expressTokens } from '@grantline/express'
import { tokenEndpoint as honoTokens } from '@grantline/hono'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import { Hono } from 'hono'
import { rateLimiter } from 'hono-rate-limiter'
import { describe, expect, test } from 'vitest'
import { setupOf } from '../src/setup.ts'
import type { Answer, SentHeader } from '../src/wire.ts'
import { createWorld, dial } from '../src/world.ts'
import { openExpress, openHono } from './hosts/open-server.ts'

const world = await createWorld()
const { minter } = setupOf(world).token

const windowMs = 60_000
const message = { error: 'slow_down' }

/** Three tokens a user; the first who asks has to be known. */
function authorizeThrice() {
  const asked = new Map<string, number>()
  return ({ request }: { request: Request }) => {
    const subject = request.headers.get('x-user')
    if (subject === null) return null
    const times = (asked.get(subject) ?? 0) + 1
    asked.set(subject, times)
    if (times > 3) return denied('rate_limited', { retryAfter: windowMs / 1000 })
    return { subject, capabilities: [dial({ appSid: 'AP1' })] }
  }
}

describe.each([
  [
    'express-rate-limit',
    () => {
      const byAddress = rateLimit({ windowMs, limit: 5, message })
      const app = express()
      app.post('/token', byAddress, expressTokens({ minter, authorize: authorizeThrice() }))
      return openExpress(app)
    },
  ],
  [
    'hono-rate-limiter',
    () => {
      // Its address is that of the socket; a test has one client.
      const byAddress = rateLimiter({
        windowMs,
        limit: 5,
        keyGenerator: () => '127.0.0.1',
        message,
      })
      const app = new Hono()
      app.post('/token', byAddress, honoTokens({ minter, authorize: authorizeThrice() }))
      return openHono(app)
    },
  ],
] as const)('a limit by %s in front, and one by user in authorize', (_name, open) => {
  const askAs = async (...users: readonly (string | undefined)[]): Promise<readonly Answer[]> => {
    const host = await open()
    const answers: Answer[] = []
    for (const user of users) {
      const headers: SentHeader[] = [['Content-Type', 'application/json']]
      if (user !== undefined) headers.push(['X-User', user])
      answers.push(await host.send({ method: 'POST', path: '/token', headers, body: '{}' }))
    }
    return answers
  }
  const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status)

  test('slows a user down, and no other', async () => {
    const answers = await askAs('alice', 'alice', 'alice', 'alice', 'bob')
    expect(statuses(answers)).toEqual([200, 200, 200, 429, 200])
    expect(answers[3]?.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'retry-after': expect.stringMatching(/^(6\d|7[0-2])$/),
    })
    expect(JSON.parse(answers[3]?.body ?? '')).toEqual(message)
  })

  test('keeps a flood off the endpoint, in its form, with Retry-After', async () => {
    const answers = await askAs(...Array<undefined>(7).fill(undefined))
    expect(statuses(answers)).toEqual([401, 401, 401, 401, 401, 429, 429])
    const [, , , , , slowed] = answers
    expect(slowed?.headers['content-type']).toMatch(/^application\/json/)
    expect(slowed?.headers['retry-after']).toMatch(/^([1-9]|[1-5]\d|60)$/)
    expect(JSON.parse(slowed?.body ?? '')).toEqual(message)
  })

  test('leaves the answers of the endpoint as they are', async () => {
    const [answer] = await askAs('alice')
    expect(answer?.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      vary: 'Origin',
    })
    expect(answer?.headers).not.toHaveProperty('retry-after')
  })
})
