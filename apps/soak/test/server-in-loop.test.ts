import { createVerifier, remoteKeys } from '@grantline/core'
import { denied } from '@grantline/core/http'
import { describe, expect, test } from 'vitest'
import { cut, listen } from '../src/service/listen.ts'
import { verifyingOnExpress } from '../src/service/on-express.ts'
import { verifyingOnHono } from '../src/service/on-hono.ts'
import { ISSUER } from '../src/service/parts.ts'
import type { Framework } from '../src/service/service.ts'
import { expectOneRefreshPerLife } from './loop/expect-lives.ts'
import { withScene } from './loop/scene.ts'
import { until } from './loop/until.ts'
import type { User } from './loop/user.ts'

// Real managers and real servers, one after the other in trouble. All of them at once: they wait
// for the lives of tokens most of the time.

const frameworks: readonly Framework[] = ['express', 'hono']

/** Seconds. A refusal that lasts leaves a token of the longer life enough of it. */
const SHORT = 4
const LONG = 12

/** ms by which a timer may be early. */
const EARLY = 5

/** Waits until every user has used so many tokens more. */
async function untilTokens(users: readonly User[], more: number): Promise<void> {
  const wanted = users.map(({ tokens }) => tokens.size + more)
  await until(() => users.every(({ tokens }, index) => tokens.size >= (wanted[index] ?? 0)))
}

/** A second server that has the keys from the first. */
function verifyingServer(framework: Framework) {
  return async (issuer: string) => {
    const keys = remoteKeys(`${issuer}/jwks.json`, { cacheMaxAge: 1 })
    const verifier = createVerifier({ issuer: ISSUER, keys, algorithms: ['ES256'] })
    const make = framework === 'express' ? verifyingOnExpress : verifyingOnHono
    const server = make(verifier)
    const port = await listen(server)
    return { origin: `http://127.0.0.1:${port}`, close: () => cut(server) }
  }
}

describe.concurrent.each(frameworks)('tokens of a server on %s', (framework) => {
  test('are renewed once in a life, life after life', async () => {
    await withScene({ framework, ttl: SHORT }, async ({ users, asked }) => {
      await untilTokens(users, 3)
      for (const user of users) {
        expectOneRefreshPerLife(user, SHORT)
        expect(asked.get(user.name)).toBe(user.fetched.length)
      }
    })
  })

  test('outlive a restart during which they are due', async () => {
    await withScene({ framework, ttl: LONG, isEarly: true }, async ({ service, users }) => {
      await untilTokens(users, 1)
      await Promise.all(users.map((user) => user.pause()))
      await service.stop()
      const hasFailed = ({ fetched }: User) => fetched.some(({ outcome }) => outcome === 'network')
      await until(() => users.some(hasFailed))
      await service.start()
      for (const user of users) user.resume()
      await untilTokens(users, 1)
      for (const user of users) expectOneRefreshPerLife(user, LONG)
    })
  })

  test('of one key after the other are good at a second server', async () => {
    const api = verifyingServer(framework)
    await withScene({ framework, ttl: SHORT, api }, async ({ service, users }) => {
      for (const kid of ['key-1', 'key-2']) {
        // Published for longer than the second server and the answer itself are kept.
        await service.rotate(kid, 2)
        await until(() => users.every(({ kids }) => kids.has(kid)))
      }
      for (const user of users) {
        expectOneRefreshPerLife(user, SHORT)
        expect(user.refused()).toBe(0)
      }
    })
  })

  test('of a lost key are replaced once, and nobody sees a refusal', async () => {
    await withScene({ framework, ttl: LONG }, async ({ service, users }) => {
      await untilTokens(users, 1)
      await service.loseKey()
      // All of these may be refused.
      await Promise.all(users.flatMap((user) => Array.from({ length: 10 }, () => user.call())))
      await until(() => users.every(({ kids }) => kids.has('after-loss-1')))
      for (const user of users) expectReplacedOnce(user)
    })
  })

  test('that were revoked are replaced once, and nobody sees a refusal', async () => {
    await withScene({ framework, ttl: LONG }, async ({ service, users }) => {
      await untilTokens(users, 1)
      const [one, other, third, ...others] = users
      if (one === undefined || other === undefined || third === undefined) throw new Error('few')
      const { token } = third.manager.snapshot
      await service.revoke('subject', one.name)
      await service.revoke('session', `session-of-${other.name}`)
      const body = new URLSearchParams({ token: token ?? '' })
      const answer = await fetch(`${service.origin}/revoke`, { method: 'POST', body })
      expect(answer.status).toBe(200)
      await Promise.all(users.flatMap((user) => Array.from({ length: 10 }, () => user.call())))
      for (const user of [one, other, third]) expectReplacedOnce(user)
      for (const user of others) expect(user.refused()).toBe(0)
    })
  })

  test('are used on while the next one is slow to come', async () => {
    let release: (() => void) | undefined
    let isSlow = false
    const released = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined)
    })
    const doors = { beforeToken: async () => (isSlow ? released : undefined) }
    await withScene({ framework, ttl: LONG, isEarly: true, doors }, async ({ users }) => {
      await untilTokens(users, 1)
      isSlow = true
      await until(() => users.every(({ manager }) => manager.snapshot.status === 'refreshing'))
      await Promise.all(users.flatMap((user) => Array.from({ length: 5 }, () => user.call())))
      release?.()
      await untilTokens(users, 1)
      for (const user of users) expectOneRefreshPerLife(user, LONG)
    })
  })

  test('outlive a 429, and who was told to wait waits', async () => {
    const refused = new Set<string>()
    let isBusy = false
    const authorize = (user: string) => {
      if (!isBusy || refused.has(user)) return undefined
      refused.add(user)
      return denied('rate_limited', { retryAfter: 1 })
    }
    await withScene(
      { framework, ttl: LONG, isEarly: true, doors: { authorize } },
      async (scene) => {
        await untilTokens(scene.users, 1)
        isBusy = true
        await until(() => refused.size === scene.users.length)
        await untilTokens(scene.users, 1)
        for (const user of scene.users) expectWaited(user, 'rate_limited')
      },
    )
  })

  test('outlive a 503, and who was told to wait waits', async () => {
    const refused = new Set<string>()
    let isDown = false
    const beforeToken = async (user: string) => {
      if (!isDown || refused.has(user)) return undefined
      refused.add(user)
      return { retryAfter: 1 }
    }
    await withScene(
      { framework, ttl: LONG, isEarly: true, doors: { beforeToken } },
      async ({ users }) => {
        await untilTokens(users, 1)
        isDown = true
        await until(() => refused.size === users.length)
        await untilTokens(users, 1)
        for (const user of users) expectWaited(user, 'unavailable')
      },
    )
  })

  test('come back by themselves after an outage that outlived them', async () => {
    let isDown = false
    const doors = { beforeToken: async () => (isDown ? { retryAfter: 1 } : undefined) }
    await withScene({ framework, ttl: SHORT, doors }, async ({ users }) => {
      await untilTokens(users, 1)
      await Promise.all(users.map((user) => user.pause()))
      isDown = true
      await until(() => users.every(({ manager }) => manager.snapshot.status === 'expired'))
      isDown = false
      // Nobody asks.
      await until(() => users.every(({ manager }) => manager.snapshot.status === 'ready'))
      for (const user of users) user.resume()
      await untilTokens(users, 1)
      for (const user of users) expectOneRefreshPerLife(user, SHORT)
    })
  })
})

function expectReplacedOnce(user: User): void {
  expectOneRefreshPerLife(user, LONG)
  expect(user.refused()).toBeGreaterThan(0)
  expect(user.fetched.filter(({ reason }) => reason === 'rejected')).toHaveLength(1)
}

/** Refused once with a second to wait, and back no sooner. */
function expectWaited(user: User, code: string): void {
  expectOneRefreshPerLife(user, LONG)
  const at = user.fetched.findIndex(({ outcome }) => outcome === code)
  const [refused, next] = user.fetched.slice(at)
  expect([refused?.outcome, next?.outcome]).toEqual([code, 'ok'])
  expect((next?.at ?? 0) - (refused?.endedAt ?? 0)).toBeGreaterThanOrEqual(1000 - EARLY)
}
