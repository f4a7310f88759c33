import type { GrantIdentity, Verifier } from '@grantline/core'
import { makeKeys } from '../keys.ts'
import { grantlineVerifier } from '../peers/grantline.ts'
import { ISSUER, manyTokens } from '../work.ts'
import { idOf } from './fresh.ts'
import { held, longestOf, timesOf } from './meter.ts'
import type { Readings } from './readings.ts'
import { makeRevoked, type Revoked } from './revoked.ts'
import type { RevocationTask } from './task.ts'

const LIFE = 3600
const TOKENS = 256
/** Entries whose memory is more than what comes and goes. */
const ENOUGH = 100_000
const MOST_COPIES = 100
/** Enough for every shard of a store to be swept. */
const SWEEPING = 20_000

/** Fills a store, asks it, and lets half of what it holds come to its end. */
export async function measureRevocation(task: RevocationTask): Promise<Readings> {
  const { entries, calls } = task
  let now = Math.floor(Date.now() / 1000)
  const clock = (): number => now
  const fill = (revoked: Revoked, from: number, count: number): Promise<readonly number[]> =>
    timesOf({
      calls: count,
      inputOf: (turn) => idOf(from + turn),
      run: (id) => revoked.revoke(id, now + LIFE * (1 + (Number.parseInt(id.slice(0, 8), 36) % 2))),
    })
  // Compiled first: the compiler's own memory is nobody's entry.
  await fill(makeRevoked({ ...task, entries: 4000 }, clock), 0, 4000)

  const revoked = makeRevoked(task, clock)
  // Of a small one there are many, for less memory than theirs comes and goes by itself.
  const copies = Math.max(1, Math.min(MOST_COPIES, Math.floor(ENOUGH / entries)))
  const all = [revoked, ...Array.from({ length: copies - 1 }, () => makeRevoked(task, clock))]
  const before = held()
  const revoke: number[] = []
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const one of all) for (const time of await fill(one, 0, entries)) revoke.push(time)
  const memory = (held().memory - before.memory) / (all.length * entries)

  const ask = (idAt: (turn: number) => string, answer: boolean): Promise<readonly number[]> =>
    timesOf({
      calls,
      inputOf: (turn) => grantOf(idAt(turn), now),
      run: (grant) => {
        if (revoked.isRevoked(grant) !== answer) throw new Error('a store answered wrongly')
      },
    })
  // A stride that comes by all of them: memory is not read in the order it was written.
  const found = await ask((turn) => idOf((turn * 7919) % entries), true)
  const missing = await ask((turn) => idOf(entries + turn), false)
  const verifying = task.store === 'grantline' ? await timeVerifying(revoked, calls) : {}
  now += LIFE + 601
  const swept = await sweep(task, revoked, now)
  if (task.store !== 'set' && revoked.isRevoked(grantOf(idOf(0), now)))
    throw new Error('an entry never ended')
  return { memory: [memory], revoke, found, missing, ...verifying, ...swept }
}

/** All that a store may look at in a grant. */
function grantOf(id: string, now: number): GrantIdentity {
  return {
    issuer: ISSUER,
    id,
    session: 'S1',
    subject: 'alice',
    keyId: 'K1',
    issuedAt: now - 60,
    expiresAt: now + 60,
  }
}

async function timeVerifying(revoked: Revoked, calls: number): Promise<Readings> {
  const keys = makeKeys('HS256')
  const tokens = manyTokens(keys, TOKENS)
  const inputOf = (turn: number): string => tokens[turn % TOKENS] ?? ''
  const { store } = revoked
  if (store === undefined) throw new Error('there is no store to verify with')
  const asking = await grantlineVerifier(keys, { revocation: store })
  const bare = await grantlineVerifier(keys)
  const few = Math.min(calls, 10_000)
  const time = (verifier: Verifier): Promise<readonly number[]> =>
    timesOf({ calls: few, inputOf, run: (token) => verifier.verify(token) })
  // Compiled first, both.
  await time(asking)
  await time(bare)
  return { verifying: await time(asking), verifyingBare: await time(bare) }
}

/** Milliseconds of the longest call that gets rid of what is over. */
async function sweep(task: RevocationTask, revoked: Revoked, now: number): Promise<Readings> {
  if (task.store === 'set') return {}
  if (revoked.sweep !== undefined) {
    const start = performance.now()
    revoked.sweep()
    return { sweep: [performance.now() - start] }
  }
  const inputOf = (turn: number): string => idOf(2 * task.entries + turn)
  const run = (id: string): unknown => revoked.revoke(id, now + LIFE)
  const room = task.store === 'full' ? Math.floor(task.entries / 4) : SWEEPING
  return { sweep: [await longestOf({ calls: Math.min(room, SWEEPING), inputOf, run })] }
}
