import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeKeys, signToken } from '../src/keys.ts'
import { measureApart } from '../src/scale/child.ts'
import { idOf } from '../src/scale/fresh.ts'
import { verifyWithMany } from '../src/scale/key-sets.ts'
import { longestOf, stallOf, timesOf } from '../src/scale/meter.ts'
import { makeRevoked } from '../src/scale/revoked.ts'
import { endsOf } from '../src/scale/sockets/clients.ts'
import { countTimers } from '../src/scale/sockets/count-timers.ts'
import { QUICK } from '../src/scenario.ts'
import { scaleScenarios } from '../src/scenarios/scale/scale-scenarios.ts'
import { claimsWith, headerFor } from '../src/work.ts'
import { bundleWorker, type Worker } from './bundle-worker.ts'

describe('in processes of their own', () => {
  let worker: Worker

  beforeAll(async () => {
    worker = await bundleWorker('../src/scale/worker.ts')
  }, 60_000)
  afterAll(() => worker.remove())

  const names = scaleScenarios().map(({ name }) => name)

  test.each(names)(
    '%s runs and tells finite figures, each in a place of its own',
    async (name) => {
      const scenario = scaleScenarios(worker.file).find((one) => one.name === name)
      const figures = (await scenario?.run(QUICK)) ?? []
      expect(figures.length).toBeGreaterThan(0)
      expect(figures.filter(({ value }) => !Number.isFinite(value.median))).toEqual([])
      const places = figures.map(({ cell }) => JSON.stringify(cell))
      expect(new Set(places).size).toBe(places.length)
      const tables = new Set(figures.map(({ cell }) => cell?.table))
      for (const plot of scenario?.plots ?? []) expect(tables).toContain(plot.table)
    },
    60_000,
  )

  test('a process that fails is no measurement', async () => {
    const task = { kind: 'keys', set: 'jose', keys: 0, calls: 1 } as const
    await expect(measureApart(task, worker.file)).rejects.toThrow('"keys" failed')
  })
})

describe('what is asked whether a token is revoked', () => {
  const end = 2000
  const make = (store: 'grantline' | 'full' | 'map' | 'set', at: { now: number }) =>
    makeRevoked({ kind: 'revocation', store, entries: 3, calls: 1 }, () => at.now)
  const grant = (id: string) => ({
    id,
    issuer: 'https://phone.example',
    issuedAt: 900,
    expiresAt: end,
  })

  test.each(['grantline', 'full', 'map', 'set'] as const)('%s knows its own', async (store) => {
    const at = { now: 1000 }
    const revoked = make(store, at)
    await revoked.revoke(idOf(1), end)
    await revoked.revoke(idOf(2), end)
    const answers = [1, 2, 3].map((turn) => revoked.isRevoked(grant(idOf(turn))))
    expect(answers).toEqual([true, true, false])
  })

  test.each(['grantline', 'full', 'map'] as const)(
    '%s keeps a token for ten minutes more',
    async (store) => {
      const at = { now: 1000 }
      const revoked = make(store, at)
      await revoked.revoke(idOf(1), end)
      at.now = end + 599
      revoked.sweep?.()
      expect(revoked.isRevoked(grant(idOf(1)))).toBe(true)
      at.now = end + 600
      revoked.sweep?.()
      expect(revoked.isRevoked(grant(idOf(1)))).toBe(false)
    },
  )
})

describe.each(['grantline', 'jose'] as const)('many keys in %s', (set) => {
  const pairs = [makeKeys('EdDSA'), makeKeys('EdDSA')]
  const jwks = pairs.map(({ verifying }, turn) => {
    return { ...verifying.export({ format: 'jwk' }), kid: `key-${turn}` }
  })
  const tokenOf = (turn: number, kid?: string): string => {
    const [pair = makeKeys('EdDSA')] = pairs.slice(turn)
    const header = { ...headerFor(pair), ...(kid === undefined ? {} : { kid }) }
    return signToken(pair, header, claimsWith('scope:a:b'))
  }

  test('each key verifies what it signed', async () => {
    const verify = await verifyWithMany(set, jwks)
    await expect(verify(tokenOf(0, 'key-0'))).resolves.toBeDefined()
    await expect(verify(tokenOf(1, 'key-1'))).resolves.toBeDefined()
  })

  test.each([
    ['of another key', tokenOf(0, 'key-1')],
    ['of an unknown key', tokenOf(0, 'nobody')],
    ['that names none', tokenOf(0)],
  ])('a token %s is refused', async (_what, token) => {
    const verify = await verifyWithMany(set, jwks)
    await expect(verify(token)).rejects.toThrow()
  })
})

describe('measuring', () => {
  test('calls each input once, in order, and none of them is timed while it is made', async () => {
    const seen: number[] = []
    const run = (input: number): void => void seen.push(input)
    const samples = await timesOf({ calls: 1200, inputOf: (turn) => turn, run })
    expect(seen).toEqual(Array.from({ length: 1200 }, (_, turn) => turn))
    expect(samples).toHaveLength(3)
  })

  test('the longest call is told, not what was made for it', async () => {
    const block = (ms: number): void => {
      const end = performance.now() + ms
      while (performance.now() < end);
    }
    const longest = await longestOf({
      calls: 3,
      inputOf: (turn) => turn,
      run: (turn) => block(turn === 1 ? 20 : 0),
    })
    expect(longest).toBeGreaterThanOrEqual(20)
  })

  test('a stall is seen', async () => {
    const { stallMs, tookMs } = await stallOf(async () => {
      const end = performance.now() + 60
      while (performance.now() < end);
    })
    expect(tookMs).toBeGreaterThanOrEqual(60)
    expect(stallMs).toBeGreaterThan(40)
  })

  test('tokens end within the time, in order, half of them together', () => {
    const ends = endsOf({ sockets: 1000, firstEnd: 5000, spreadMs: 1000 })
    expect(ends).toHaveLength(1000)
    expect(ends).toEqual(ends.toSorted((a, b) => a - b))
    expect(ends[0]).toBe(5000)
    expect(ends.at(-1)).toBeLessThanOrEqual(6000)
    expect(ends.filter((end) => end === 5200).length).toBeGreaterThanOrEqual(100)
  })

  test('timers are counted until they are cleared', () => {
    const { setTimeout: before } = globalThis
    const count = countTimers()
    const one = setTimeout(() => {}, 1000)
    const other = setTimeout(() => {}, 1000)
    expect(count.alive()).toBe(2)
    clearTimeout(one)
    clearTimeout(one)
    clearTimeout(undefined)
    expect(count.alive()).toBe(1)
    clearTimeout(other)
    count.stop()
    expect(globalThis.setTimeout).toBe(before)
  })
})
