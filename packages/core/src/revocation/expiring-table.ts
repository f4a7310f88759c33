import { keyedHash } from './keyed-hash.ts'
import {
  countDead,
  fillSlot,
  findSlot,
  isFree,
  isFull,
  makeShard,
  rebuild,
  SLOT_BYTES,
  type Shard,
} from './shard.ts'

/**
 * Numbers by text, each with an end, in at most 32 bytes an entry. Of a text only a keyed hash of 64
 * bits is kept: among a million entries, a text that was never put in is taken for one of them once
 * in 10^13 questions, and nobody who does not know the key can find such a text.
 */
export interface ExpiringTable {
  /**
   * The number of a text; `NaN` when there is none, or it is dead by then.
   *
   * @param now seconds since 1970; left out, nothing is dead
   */
  get(kind: number, text: string, now?: number): number
  /** What is kept of a text, dead or not; `until` in whole seconds. */
  entryOf(kind: number, text: string): Pick<TableEntry, 'value' | 'until'> | undefined
  /**
   * Puts a number in; of two for one text the greater counts, and the later end.
   *
   * @param now whole seconds or fractions since 1970
   * @param limit entries that it may hold
   * @returns `false` when it is full, even without its dead entries
   */
  raise(entry: TableEntry, now: number, limit: number): boolean
  /** Forgets every dead entry. */
  prune(now: number): void
  /** Entries, the dead ones included that are not forgotten yet. */
  size(): number
  /** Bytes of its arrays. */
  bytes(): number
}

/** What {@link ExpiringTable.raise} puts in. */
export interface TableEntry {
  /** Keeps equal texts of different kinds apart. */
  readonly kind: number
  readonly text: string
  readonly value: number
  /** Seconds since 1970; fractions are rounded up. */
  readonly until: number
}

/** Work is done shard by shard, so that growing a table of a million pauses for no millisecond. */
const SHARDS = 256
/** A shard is swept after so many entries; all of them after 16,384. */
const SWEEP_EVERY = 64
const LATEST = 2 ** 32 - 1

/** An empty table. It has no timer: dead entries leave when others come. */
export function createExpiringTable(): ExpiringTable {
  const key = crypto.getRandomValues(new Uint32Array(2))
  const hash = new Uint32Array(2)
  const shards: (Shard | undefined)[] = Array.from({ length: SHARDS })
  let size = 0
  let raised = 0
  let sweptShard = 0
  /** By shard: none of its entries is dead before. */
  const firstEnds = new Float64Array(SHARDS).fill(Infinity)

  const locate = (kind: number, text: string): number => {
    keyedHash(key, kind, text, hash)
    // A hash of zero would mark a free slot.
    if (hash[0] === 0 && hash[1] === 0) hash[0] = 1
    return (hash[1] as number) >>> 24
  }
  const slotIn = (shard: Shard): number => findSlot(shard, hash[0] as number, hash[1] as number)

  const tidy = (index: number, now: number): void => {
    const shard = shards[index]
    if (shard === undefined || !(now >= (firstEnds[index] as number))) return
    const dead = countDead(shard, now)
    const left = dead === 0 ? shard : rebuild(shard, now)
    size -= dead
    shards[index] = dead === shard.used ? undefined : left
    firstEnds[index] = firstEndOf(left)
  }
  const tidyNext = (now: number): void => {
    tidy(sweptShard, now)
    sweptShard = (sweptShard + 1) % SHARDS
  }
  /** Makes no more room than is needed: what is dead in a million entries is not forgotten at once. */
  const hasRoom = (now: number, limit: number): boolean => {
    if (size < limit) return true
    for (let looked = 0; looked < SHARDS; looked += 1) {
      tidyNext(now)
      if (size < limit) return true
    }
    return false
  }
  /** The shard of that index with a free slot. */
  const roomyShard = (index: number, now: number): Shard => {
    let shard = shards[index] ?? makeShard(0)
    if (isFull(shard)) {
      const before = shard.used
      shard = rebuild(shard, now)
      size -= before - shard.used
    }
    shards[index] = shard
    return shard
  }

  return {
    get(kind, text, now = -Infinity) {
      const shard = shards[locate(kind, text)]
      if (shard === undefined) return Number.NaN
      const slot = slotIn(shard)
      const isDead = (shard.untils[slot] as number) <= now
      return isDead || isFree(shard, slot) ? Number.NaN : (shard.values[slot] as number)
    },
    entryOf(kind, text) {
      const shard = shards[locate(kind, text)]
      if (shard === undefined) return undefined
      const slot = slotIn(shard)
      if (isFree(shard, slot)) return undefined
      return { value: shard.values[slot] as number, until: shard.untils[slot] as number }
    },
    raise({ kind, text, value, until }, now, limit) {
      raised += 1
      if (raised % SWEEP_EVERY === 0) tidyNext(now)
      const index = locate(kind, text)
      const end = Math.min(Math.max(Math.ceil(until), 0), LATEST)
      const known = shards[index]
      if (known !== undefined) {
        const slot = slotIn(known)
        if (!isFree(known, slot)) {
          known.values[slot] = Math.max(known.values[slot] as number, value)
          known.untils[slot] = Math.max(known.untils[slot] as number, end)
          return true
        }
      }
      if (!hasRoom(now, limit)) return false
      const shard = roomyShard(index, now)
      fillSlot(shard, slotIn(shard), hash[0] as number, hash[1] as number, value, end)
      size += 1
      firstEnds[index] = Math.min(firstEnds[index] as number, end)
      return true
    },
    prune(now) {
      for (let index = 0; index < SHARDS; index += 1) tidy(index, now)
    },
    size: () => size,
    bytes: () => shards.reduce((sum, shard) => sum + (shard?.capacity ?? 0) * SLOT_BYTES, 0),
  }
}

function firstEndOf(shard: Shard): number {
  let first = Infinity
  for (let slot = 0; slot < shard.capacity; slot += 1) {
    if (!isFree(shard, slot)) first = Math.min(first, shard.untils[slot] as number)
  }
  return first
}
