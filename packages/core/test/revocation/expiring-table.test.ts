import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createExpiringTable } from '../../src/revocation/expiring-table.ts'

const text = fc.constantFrom(
  'a',
  'b',
  'c',
  '__proto__',
  'constructor',
  '',
  '\ud800',
  'long'.repeat(9),
)
const command = fc.oneof(
  fc.record({
    do: fc.constant('raise' as const),
    kind: fc.nat(2),
    text,
    value: fc.nat(50),
    life: fc.nat(20),
  }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.nat(10) }),
  fc.record({ do: fc.constant('prune' as const) }),
)

describe('a table of numbers that expire', () => {
  test('says what a plain map would say, of everything that lives', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 100 }), (commands) => {
        const table = createExpiringTable()
        const model = new Map<string, { value: number; until: number }>()
        let now = 1000
        for (const step of commands) {
          if (step.do === 'pass') now += step.seconds
          else if (step.do === 'prune') table.prune(now)
          else {
            const until = now + step.life
            expect(table.raise({ ...step, until }, now, Infinity)).toBe(true)
            const id = `${step.kind}/${step.text}`
            const before = model.get(id)
            // Whether a dead entry is forgotten yet is the table's own business.
            if (before !== undefined && before.until <= now) {
              model.set(id, { value: table.get(step.kind, step.text), until })
              expect([step.value, Math.max(before.value, step.value)]).toContain(
                table.get(step.kind, step.text),
              )
            } else {
              model.set(id, {
                value: Math.max(before?.value ?? 0, step.value),
                until: Math.max(before?.until ?? 0, until),
              })
            }
          }
          for (const [id, { value, until }] of model) {
            if (until <= now) continue
            const [kind, name] = [Number(id[0]), id.slice(2)]
            expect(table.get(kind, name)).toBe(value)
            expect(table.entryOf(kind, name)).toEqual({ value, until })
          }
        }
        table.prune(now)
        expect(table.size()).toBe([...model.values()].filter(({ until }) => until > now).length)
        expect(table.get(7, 'never put in')).toBeNaN()
        expect(table.entryOf(7, 'never put in')).toBeUndefined()
      }),
    )
  })

  test('keeps a hundred thousand apart, in at most 32 bytes each', () => {
    const table = createExpiringTable()
    const count = 100_000
    for (let index = 0; index < count; index += 1) {
      table.raise({ kind: 0, text: `id-${index}`, value: index, until: 2000 }, 1000, count)
      if (index % 1000 === 0 && index > 50_000) {
        expect(table.bytes() / table.size()).toBeLessThanOrEqual(32)
      }
    }
    expect(table.size()).toBe(count)
    const names = Array.from({ length: count }, (_, index) => `id-${index}`)
    expect(names.every((name, index) => table.get(0, name) === index)).toBe(true)
    expect(names.every((name) => Number.isNaN(table.get(1, name)))).toBe(true)
  })

  test('does not grow with what has died, and shrinks without being asked', () => {
    const table = createExpiringTable()
    let most = 0
    for (let index = 0; index < 300_000; index += 1) {
      const now = 1000 + index / 1000
      table.raise({ kind: 0, text: `id-${index}`, value: 1, until: now + 10 }, now, Infinity)
      if (index % 500 === 0) most = Math.max(most, table.bytes())
    }
    // About 10,000 live at a time.
    expect(most).toBeLessThan(32 * 40_000)
    for (let index = 0; index < 20_000; index += 1) {
      table.raise({ kind: 1, text: 'one', value: 1, until: 1e6 }, 5000, Infinity)
    }
    expect(table.size()).toBe(1)
    expect(table.bytes()).toBeLessThan(1000)
  })

  test('is full for what is new, until something has died', () => {
    const table = createExpiringTable()
    const put = (name: string, until: number, now: number): boolean =>
      table.raise({ kind: 0, text: name, value: until, until }, now, 2)
    expect(put('a', 1010, 1000)).toBe(true)
    expect(put('b', 1020, 1000)).toBe(true)
    expect(put('c', 1030, 1009)).toBe(false)
    expect(put('a', 1015, 1009)).toBe(true)
    expect(put('c', 1030, 1014)).toBe(false)
    expect(put('c', 1030, 1015)).toBe(true)
    expect(put('d', 1030, 1016)).toBe(false)
    expect(table.get(0, 'b')).toBe(1020)
    expect(table.get(0, 'a')).toBeNaN()
  })

  test('an end beyond the range of its clock is kept for ever', () => {
    const table = createExpiringTable()
    table.raise({ kind: 0, text: 'a', value: 1, until: 1e12 }, 1000, 1)
    table.prune(4e9)
    expect(table.get(0, 'a')).toBe(1)
  })
})

const anyStep = fc.oneof(
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
      fc.array(anyStep, { maxLength: 150 }),
      (limit, anySteps) => {
        const table = createExpiringTable()
        const ends = new Map<string, number>()
        let now = 1000
        for (const step of anySteps) {
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
