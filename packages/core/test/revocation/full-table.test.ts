import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createExpiringTable } from '../../src/revocation/expiring-table.ts'
import { countDead, rebuild } from '../../src/revocation/shard.ts'

// The real parts, counted: a shard that is looked through, and one that is written anew.
vi.mock(import('../../src/revocation/shard.ts'), async (importReal) => {
  const real = await importReal()
  return { ...real, countDead: vi.fn(real.countDead), rebuild: vi.fn(real.rebuild) }
})

beforeEach(() => {
  vi.mocked(countDead).mockClear()
  vi.mocked(rebuild).mockClear()
})

const looks = (): number => vi.mocked(countDead).mock.calls.length
const rebuilds = (): number => vi.mocked(rebuild).mock.calls.length

const COUNT = 10_000

/** A table that is full of entries, whose ends come from a function. */
function makeFull(endOf: (index: number) => number) {
  const table = createExpiringTable()
  const raise = (text: string, until: number, now: number): boolean =>
    table.raise({ kind: 0, text, value: 1, until }, now, COUNT)
  for (let index = 0; index < COUNT; index += 1) raise(`id-${index}`, endOf(index), 1000)
  expect(table.size()).toBe(COUNT)
  vi.mocked(countDead).mockClear()
  vi.mocked(rebuild).mockClear()
  return { table, raise }
}

describe('a full table', () => {
  test('of which half is dead forgets only what makes room for one', () => {
    const { table, raise } = makeFull((index) => (index % 2 === 0 ? 2000 : 9000))
    expect(raise('new', 9000, 2000)).toBe(true)
    // One shard for the room, and one that grows if it has none for the entry.
    expect(looks()).toBeLessThanOrEqual(2)
    expect(rebuilds()).toBeLessThanOrEqual(2)
    expect(table.size()).toBeGreaterThan(COUNT - 200)
    let more = 1
    while (raise(`new-${more}`, 9000, 2000)) more += 1
    expect(more).toBe(COUNT / 2)
    const living = Array.from({ length: COUNT / 2 }, (_, index) => `id-${2 * index + 1}`)
    expect(living.every((text) => table.get(0, text, 2000) === 1)).toBe(true)
  })

  test('with nothing dead refuses without a look, and forgets nothing', () => {
    const { table, raise } = makeFull(() => 9000)
    for (let index = 0; index < 60; index += 1) expect(raise(`n-${index}`, 9000, 8999)).toBe(false)
    expect([looks(), rebuilds()]).toEqual([0, 0])
    expect(table.size()).toBe(COUNT)
    expect(raise('new', 9999, 9000)).toBe(true)
  })

  test('looks once for what was dead when a longer end came, and not again', () => {
    const { table, raise } = makeFull((index) => (index < 100 ? 2000 : 9000))
    for (let index = 0; index < 100; index += 1) raise(`id-${index}`, 9000, 1500)
    expect(raise('new', 9000, 2000)).toBe(false)
    const first = looks()
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThanOrEqual(100)
    for (let now = 2001; now < 2050; now += 1) expect(raise('new', 9000, now)).toBe(false)
    expect(looks()).toBe(first)
    expect([rebuilds(), table.size()]).toEqual([0, COUNT])
  })

  test('finds the one that is dead, wherever it is', () => {
    for (const dead of [0, 1, 2, 3]) {
      const { table, raise } = makeFull((index) => (index === dead ? 2000 : 9000))
      expect(raise('early', 9000, 1999)).toBe(false)
      expect(raise('new', 9000, 2000)).toBe(true)
      expect(looks()).toBeLessThanOrEqual(2)
      expect(raise('one too many', 9000, 2000)).toBe(false)
      expect(table.get(0, `id-${dead}`)).toBeNaN()
      expect(table.get(0, 'new')).toBe(1)
    }
  })

  test('has room for another once its only entry is dead, whichever shard that is in', () => {
    for (let turn = 0; turn < 2000; turn += 1) {
      const table = createExpiringTable()
      const raise = (text: string, now: number): boolean =>
        table.raise({ kind: 0, text, value: 1, until: 2000 }, now, 1)
      expect([raise('a', 1999), raise('b', 1999), raise('b', 2000)]).toEqual([true, false, true])
      expect(looks()).toBe(turn + 1)
    }
  })
})
