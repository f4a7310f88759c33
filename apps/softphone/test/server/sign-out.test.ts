import { memoryRevocationStore, type LocalRevocationStore } from '@grantline/core'
import { expect, test } from 'vitest'
import { createHandlers, type Handlers, type Incoming } from '../../src/server/handlers.ts'
import { createSignInCookies, SIGN_IN_LIFE } from '../../src/server/sign-in-cookie.ts'
import { createSwitchboard } from '../../src/server/switchboard.ts'
import { createManualTimers } from './manual-timers.ts'

/** Seconds that the store keeps an entry for verifiers whose clocks are behind. */
const LARGEST_LEEWAY = 600

interface Scene {
  readonly handlers: Handlers
  readonly revocation: LocalRevocationStore
  advance(seconds: number): void
}

/** Handlers over a store that has room for a single sign-out. */
function setUp(): Scene {
  let offset = 0
  const clock = (): number => Date.now() / 1000 + offset
  const revocation = memoryRevocationStore({ clock, maxEntries: 1 })
  const handlers = createHandlers({
    framework: 'none',
    cookies: createSignInCookies(new Uint8Array(32), { clock, revocation }),
    revocation,
    switchboard: createSwitchboard(createManualTimers().setTimer),
    clock,
    onError: () => {},
  })
  return { handlers, revocation, advance: (seconds) => void (offset += seconds) }
}

function incoming(body: object, cookie?: string): Incoming {
  const headers = new Map([['content-type', 'application/json']])
  if (cookie !== undefined) headers.set('cookie', cookie)
  return { header: (name) => headers.get(name), body: JSON.stringify(body) }
}

function signIn({ handlers }: Scene, name: string): string {
  const { headers } = handlers.signIn(incoming({ name }))
  return headers['set-cookie']?.split(';')[0] ?? ''
}

test('a session that ended is remembered while a cookie of it could be valid, and no longer', async () => {
  const scene = setUp()
  const { handlers } = scene
  await handlers.signOut(incoming({ as: 'Alice' }, signIn(scene, 'Alice')))

  scene.advance(SIGN_IN_LIFE + LARGEST_LEEWAY - 60)
  const bob = incoming({ as: 'Bob' }, signIn(scene, 'Bob'))
  await expect(handlers.signOut(bob)).rejects.toMatchObject({ code: 'verifier_unavailable' })
  scene.advance(61)
  expect((await handlers.signOut(bob)).status).toBe(204)
})

test('nobody is signed in while it is not known which sessions ended', async () => {
  const scene = setUp()
  const cookie = signIn(scene, 'Alice')
  expect(scene.handlers.authorize({ as: 'Alice' }, cookie)).toMatchObject({ subject: 'Alice' })
  await scene.revocation.close()
  expect(scene.handlers.authorize({ as: 'Alice' }, cookie)).toBeNull()
})
