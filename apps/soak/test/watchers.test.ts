import { expect, test } from 'vitest'
import { watchPace } from '../src/clients/pace.ts'
import { createPending } from '../src/clients/pending.ts'
import { createTally } from '../src/clients/tally.ts'
import { judge, type Seen } from '../src/judge.ts'
import { createLedger } from '../src/proxy/ledger.ts'

// What looks for what must not be has to find it.

const MB = 1_048_576

function samplesOf(...megabytes: readonly number[]): Seen['samples'] {
  return megabytes.map((heap) => ({ heap: heap * MB, tally: createTally() }))
}

const flat = samplesOf(...Array.from({ length: 30 }, () => 20))

const fine: Seen = {
  seconds: 20,
  managers: 10,
  samples: flat,
  done: { type: 'done', tally: { ...createTally(), ok: 10 }, longest: 0 },
  exitCode: 0,
  ledger: { asked: 10, good: 10, bad: 0, used: 10, findings: [] },
  proxyErrors: [],
}

function tokenOf(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
}

test('a soak in which all is well has no findings', () => {
  expect(judge(fine)).toEqual([])
})

test('memory that grows is found, and a warm-up is not', () => {
  const growing = samplesOf(...Array.from({ length: 30 }, (_, index) => 20 + index / 5))
  expect(judge({ ...fine, samples: growing })).toEqual([expect.stringContaining('memory grew')])
  const warm = samplesOf(...Array.from({ length: 30 }, (_, index) => (index < 6 ? 10 : 20)))
  expect(judge({ ...fine, samples: warm })).toEqual([])
})

test('clients that do not end, do not report or hardly call are found', () => {
  expect(judge({ ...fine, exitCode: null })).toHaveLength(1)
  expect(judge({ ...fine, done: undefined })).toHaveLength(1)
  const idle = { ...createTally(), ok: 9 }
  expect(judge({ ...fine, done: { type: 'done', tally: idle, longest: 0 } })).toHaveLength(1)
  const sorry = { ...createTally(), ok: 10, findings: ['unhandled rejection'] }
  const done = { type: 'done', tally: sorry, longest: 0 } as const
  expect(judge({ ...fine, done })).toEqual(['unhandled rejection'])
})

test('a token that is used after its end, or by somebody else, is found', () => {
  const ledger = createLedger()
  const token = tokenOf({ sub: 'alice', exp: 1000 })
  ledger.used('alice', token, 999_999)
  expect(ledger.report().findings).toEqual([])
  ledger.used('alice', token, 1_000_000)
  ledger.used('bob', token, 0)
  expect(ledger.report().findings).toEqual([
    'alice was handed a token 0 ms after its end',
    'bob was handed a token of alice',
  ])
})

test('a request before the backoff or Retry-After is over is found', () => {
  const ledger = createLedger()
  const answer = { user: 'alice', isGood: false, retryAfter: 0 }
  ledger.answered(answer, 0)
  ledger.asked('alice', 500)
  ledger.answered(answer, 500)
  // The second failure in a row waits twice as long.
  ledger.asked('alice', 1500)
  ledger.answered({ ...answer, retryAfter: 7 }, 1500)
  expect(ledger.report().findings).toEqual([])
  ledger.asked('alice', 8000)
  expect(ledger.report().findings).toEqual(['alice asked 500 ms too early, fail 3'])
  ledger.answered({ ...answer, isGood: true }, 9000)
  ledger.asked('alice', 9000)
  expect(ledger.report().findings).toHaveLength(1)
})

test('a second request within half a life is found, unless the token was refused', () => {
  const tally = createTally()
  const pace = watchPace('alice', 8, tally)
  const fetchFor = (reason: 'due' | 'rejected'): void => {
    pace.mono()
    pace.onEvent({ type: 'fetch_start', reason })
    pace.onEvent({ type: 'fetch_ok', ms: 1, life: 8 })
  }
  fetchFor('due')
  fetchFor('rejected')
  expect(tally.findings).toEqual([])
  fetchFor('due')
  expect(tally.findings).toEqual([expect.stringContaining('before half a life')])
})

test('a call that does not settle is found, once', async () => {
  const pending = createPending()
  void pending.watch('a call', new Promise(() => {}))
  await pending.watch('another', Promise.resolve())
  expect(pending.lookAfter(2)).toEqual([])
  expect(pending.lookAfter(2)).toEqual([expect.stringContaining('a call for')])
  expect(pending.lookAfter(2)).toEqual([])
  expect(pending.size).toBe(1)
})
