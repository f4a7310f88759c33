import fc from 'fast-check'
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

const command = fc.oneof(
  fc.record({
    do: fc.constant('raise' as const),
    kind: fc.nat(2),
    text: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    life: fc.nat(20),
  }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.nat(10) }),
)

test('takes a text in if and only if it is there or fewer live than there is room for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(command, { maxLength: 150 }),
      (limit, commands) => {
        const table = createExpiringTable()
        const ends = new Map<string, number>()
        let now = 1000
        for (const step of commands) {
          if (step.do === 'pass') {
            now += step.seconds
            continue
          }
          for (const [id, end] of ends) if (end <= now) ends.delete(id)
          const id = `${step.kind}/${step.text}`
          const until = now + step.life
          const fits = ends.has(id) || ends.size < limit
          expect(table.raise({ ...step, value: 1, until }, now, limit)).toBe(fits)
          if (fits) ends.set(id, Math.max(ends.get(id) ?? 0, until))
          expect(table.size()).toBeLessThanOrEqual(limit)
          for (const [each, end] of ends) {
            if (end > now) expect(table.entryOf(Number(each[0]), each.slice(2))?.until).toBe(end)
          }
        }
      },
    ),
  )
})
