/**
 * A piece of an {@link ExpiringTable}: open addressing with linear probing over typed arrays, 20
 * bytes a slot. A slot whose hash is zero is free.
 */
export interface Shard {
  readonly capacity: number
  /** Two words a slot. */
  readonly hashes: Uint32Array
  readonly values: Float64Array
  /** Whole seconds since 1970, after which an entry is dead. */
  readonly untils: Uint32Array
  /** Slots in use, by the living and the dead. */
  used: number
}

/** Bytes of one slot. */
export const SLOT_BYTES = 20

const SMALLEST = 8
/** The part of the slots that may be in use; one is always free, or a search would not end. */
const FULLEST = 0.8
/** Room that a rebuilt shard has, so that rebuilding costs a few moves for each new entry. */
const ROOM = 1.25

/** An empty shard for so many entries. */
export function makeShard(entries: number): Shard {
  const capacity = Math.max(SMALLEST, Math.ceil((entries * ROOM) / FULLEST))
  const values = new Float64Array(capacity)
  const hashes = new Uint32Array(2 * capacity)
  return { capacity, hashes, values, untils: new Uint32Array(capacity), used: 0 }
}

export function isFull(shard: Shard): boolean {
  return shard.used + 1 > shard.capacity * FULLEST
}

/** The slot that holds a hash, or the free one where it belongs. */
export function findSlot(shard: Shard, low: number, high: number): number {
  const { capacity, hashes } = shard
  // A multiplication instead of a remainder: capacities are no powers of two.
  let slot = Math.floor((low * capacity) / 2 ** 32)
  for (;;) {
    const at = 2 * slot
    if (hashes[at] === low && hashes[at + 1] === high) return slot
    if (isFree(shard, slot)) return slot
    slot = slot + 1 === capacity ? 0 : slot + 1
  }
}

export function isFree(shard: Shard, slot: number): boolean {
  return shard.hashes[2 * slot] === 0 && shard.hashes[2 * slot + 1] === 0
}

/** Writes an entry into the slot that {@link findSlot} gave. */
export function fillSlot(
  shard: Shard,
  slot: number,
  low: number,
  high: number,
  value: number,
  until: number,
): void {
  shard.hashes[2 * slot] = low
  shard.hashes[2 * slot + 1] = high
  shard.values[slot] = value
  shard.untils[slot] = until
  shard.used += 1
}

/** How many entries are dead at an instant. */
export function countDead(shard: Shard, now: number): number {
  let dead = 0
  for (let slot = 0; slot < shard.capacity; slot += 1) {
    if ((shard.untils[slot] as number) <= now && !isFree(shard, slot)) dead += 1
  }
  return dead
}

/** A copy with the living entries, and room for more. */
export function rebuild(shard: Shard, now: number): Shard {
  const fresh = makeShard(shard.used - countDead(shard, now) + 1)
  for (let slot = 0; slot < shard.capacity; slot += 1) {
    const until = shard.untils[slot] as number
    if (until <= now || isFree(shard, slot)) continue
    const low = shard.hashes[2 * slot] as number
    const high = shard.hashes[2 * slot + 1] as number
    const value = shard.values[slot] as number
    fillSlot(fresh, findSlot(fresh, low, high), low, high, value, until)
  }
  return fresh
}
