import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createMinter,
  createVerifier,
  generateKey,
  memoryRevocationStore,
  type Grant,
} from '../../src/index.ts'
import { closeOnEnd, WS_TOKEN_ENDED, type ClosableSocket } from '../../src/http.ts'

const keys = await generateKey('HS256')
let now = 1000
const clock = (): number => now
const minter = createMinter({ issuer: 'i', keys, clock })
const verifier = createVerifier({ issuer: 'i', keys, clock })

beforeEach(() => {
  now = 1000
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function grantOf(ttl: number, subject = 'alice'): Promise<Grant> {
  return verifier.verify((await minter.mint({ subject, capabilities: [], ttl })).token)
}

/** Lets seconds pass, for the clock and the timers alike. */
async function pass(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    now += 1
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await vi.advanceTimersByTimeAsync(1000)
  }
}

/** A socket that writes down what is done to it. */
function socketOf(): { socket: ClosableSocket; done: unknown[]; goAway: () => void } {
  const done: unknown[] = []
  const listeners: (() => void)[] = []
  const socket = {
    close: (code: number, reason: string) => done.push([code, reason]),
    terminate: () => done.push('cut'),
    addEventListener: (_type: 'close', listener: () => void) => listeners.push(listener),
  }
  const goAway = (): void => {
    for (const listener of listeners) listener()
  }
  return { socket, done, goAway }
}

describe('closeOnEnd', () => {
  test('closes with 4401 when the token ends, and cuts off who does not go', async () => {
    const { socket, done } = socketOf()
    closeOnEnd(socket, await grantOf(10), { clock })
    await pass(9)
    expect(done).toEqual([])
    await pass(1)
    expect(done).toEqual([[4401, 'expired']])
    await pass(1)
    expect(done).toEqual([[WS_TOKEN_ENDED, 'expired'], 'cut'])
  })

  test('tells first what else must end, and closes whatever that does', async () => {
    const { socket, done } = socketOf()
    const broken = new Error('broken')
    const onEnd = (why: string): void => {
      done.push(why)
      throw broken
    }
    const watch = closeOnEnd(socket, await grantOf(1), { clock, onEnd })
    await Promise.resolve()
    await expect(pass(1)).rejects.toBe(broken)
    expect(done).toEqual(['expired', [4401, 'expired']])
    watch.stop()
  })

  test('cuts off nobody who goes', async () => {
    const { socket, done, goAway } = socketOf()
    closeOnEnd(socket, await grantOf(1), { clock })
    await Promise.resolve()
    await pass(1)
    goAway()
    await pass(5)
    expect(done).toEqual([[4401, 'expired']])
  })

  test('goes on with a fresh token of the same holder only', async () => {
    const { socket, done } = socketOf()
    const watch = closeOnEnd(socket, await grantOf(10), { clock })
    await pass(5)
    const other = await grantOf(60, 'bob')
    expect(() => watch.renew(other)).toThrow(/another holder/)
    watch.renew(await grantOf(60))
    await pass(59)
    expect(done).toEqual([])
    await pass(1)
    expect(done).toEqual([[4401, 'expired']])
  })

  test('closes when the token is revoked, and says so', async () => {
    vi.useRealTimers()
    const revocation = memoryRevocationStore({ clock: () => (now += 0.001) })
    const { socket, done } = socketOf()
    const grant = await grantOf(10)
    closeOnEnd(socket, grant, { clock, revocation })
    await revocation.revoke({ level: 'subject', value: 'alice', expiresAt: now + 60 })
    await vi.waitFor(() => expect(done).toEqual([[4401, 'revoked']]))
  })

  test('leaves a socket alone that closed, or that it was told to leave', async () => {
    const [closed, left] = [socketOf(), socketOf()]
    closeOnEnd(closed.socket, await grantOf(5), { clock })
    closeOnEnd(left.socket, await grantOf(5), { clock }).stop()
    closed.goAway()
    await pass(10)
    expect([closed.done, left.done]).toEqual([[], []])
  })

  test('needs no more of a socket than close', async () => {
    const closed: unknown[] = []
    closeOnEnd({ close: (code) => closed.push(code) }, await grantOf(1), { clock })
    await pass(3)
    expect(closed).toEqual([4401])
  })

  test.each<[string, unknown, object]>([
    ['no socket', undefined, {}],
    ['a socket without close', {}, {}],
    ['an unknown option', { close: () => {} }, { onClose: () => {} }],
    ['what is no function', { close: () => {} }, { onEnd: true }],
    ['a store that is none', { close: () => {} }, { revocation: {} }],
  ])('refuses %s', async (_what, socket, options) => {
    const grant = await grantOf(5)
    expect(() => closeOnEnd(socket as ClosableSocket, grant, options)).toThrow(TypeError)
  })
})
