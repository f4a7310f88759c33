/** Choices that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to 1, without 1. */
  next(): number
  /** A whole number from 0 to `limit`, without `limit`. */
  below(limit: number): number
  /** One of the list, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item
  chance(probability: number): boolean
}

/** The choices of one run (mulberry32): every run has its own, so that it can be repeated alone. */
export function createRandom(seed: number, run: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(run + 1, 0xc2b2ae35)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new RangeError('pick: the list is empty')
    return items[below(items.length)] as Item
  }
  // The first ones of neighbouring runs are still alike.
  next()
  next()
  return { next, below, pick, chance: (probability) => next() < probability }
}
