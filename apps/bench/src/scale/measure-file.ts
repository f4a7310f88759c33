import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileRevocationStore, type LocalRevocationStore } from '@grantline/core/node'
import { idOf } from './fresh.ts'
import { held, stallOf, type Stalled } from './meter.ts'
import type { Readings } from './readings.ts'
import type { FileTask } from './task.ts'

const LIFE = 3600
/** Revocations on their way at a time while a log is filled. */
const TOGETHER = 5000
/** Few enough not to be a stall themselves. */
const STEP = 500

/** Fills a log, opens it anew, and revokes until it is written anew. */
export async function measureFile({ entries }: FileTask): Promise<Readings> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-revocation-'))
  try {
    return await measureIn(join(folder, 'log'), entries)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureIn(file: string, entries: number): Promise<Readings> {
  const now = Math.floor(Date.now() / 1000)
  const options = { file, clock: () => now, maxEntries: 4 * entries + 10_000 }
  // The cut-off lies behind: so no call waits for the clock to pass it.
  const revoke = (store: LocalRevocationStore, turn: number): Promise<void> =>
    store.revoke({
      level: 'token',
      value: idOf(turn % entries),
      before: now - 1,
      expiresAt: now + LIFE,
    })
  const revokeMany = async (
    store: LocalRevocationStore,
    from: number,
    to: number,
  ): Promise<void> => {
    for (let turn = from; turn < to; turn += TOGETHER) {
      const length = Math.min(TOGETHER, to - turn)
      // oxlint-disable-next-line no-await-in-loop -- so many at a time
      await Promise.all(Array.from({ length }, (_, index) => revoke(store, turn + index)))
    }
  }

  const first = await fileRevocationStore(options)
  const filling = performance.now()
  await revokeMany(first, 0, entries)
  const filled = performance.now() - filling
  await first.close()

  const { rss: rssBefore } = held()
  let store = first
  const opening = await stallOf(async () => {
    store = await fileRevocationStore(options)
  })
  const rss = process.memoryUsage().rss - rssBefore
  const { size } = await stat(file)
  if (!store.check({ ...NOBODY, id: idOf(entries - 1) }).revoked) throw new Error('one was lost')

  const compaction = await compact(file, entries, (from, to) => revokeMany(store, from, to))
  const single = await timeSingles(store, revoke)
  await store.close()
  return {
    append: [(filled / entries) * 1000],
    single,
    size: [size / entries],
    open: [opening.tookMs],
    openStall: [opening.stallMs],
    openRss: [rss / 2 ** 20],
    compaction: [compaction.tookMs],
    compactionStall: [compaction.stallMs],
  }
}

const NOBODY = { issuer: 'https://phone.example', issuedAt: 0, expiresAt: 0 }

/** Milliseconds of a revocation that waits for its own sync. */
async function timeSingles(
  store: LocalRevocationStore,
  revoke: (store: LocalRevocationStore, turn: number) => Promise<void>,
): Promise<readonly number[]> {
  const samples: number[] = []
  for (let turn = 0; turn < 30; turn += 1) {
    const start = performance.now()
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await revoke(store, turn)
    samples.push(performance.now() - start)
  }
  return samples
}

/**
 * Revokes the same again until most lines are dead: how long an acknowledgement waits that comes
 * while the log is written anew.
 *
 * @throws {Error} if that never happens
 */
async function compact(
  file: string,
  entries: number,
  revokeMany: (from: number, to: number) => Promise<void>,
): Promise<Stalled> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  let size = (await stat(file)).size
  for (let turn = 0; turn < 3 * entries + 10_000; turn += STEP) {
    delays.reset()
    // oxlint-disable no-await-in-loop -- one after the other
    await revokeMany(turn, turn + STEP)
    // The log is written anew after the acknowledgements, before the next one.
    const start = performance.now()
    await revokeMany(turn, turn + 1)
    const tookMs = performance.now() - start
    const next = (await stat(file)).size
    // oxlint-enable no-await-in-loop
    if (next < size) return { tookMs, stallMs: delays.max / 1e6 }
    size = next
  }
  throw new Error('the log was never written anew')
}
