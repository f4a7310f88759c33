import { expect, test } from 'vitest'
import { biscuitNarrowing } from '../src/enforcement/biscuit-narrowing.ts'
import { grantlineNarrowing } from '../src/enforcement/grantline-narrowing.ts'
import { capabilityOf } from '../src/enforcement/grantline-rules.ts'
import { KEPT_ROOM } from '../src/enforcement/narrowing.ts'
import { dialRules } from '../src/enforcement/rules.ts'
import { QUICK, type Figure } from '../src/scenario.ts'
import { allowsPeers } from '../src/scenarios/enforcement/allows-peers.ts'
import { compareRounds, inTurns } from '../src/scenarios/enforcement/compare-rounds.ts'
import { explain } from '../src/scenarios/enforcement/explain.ts'
import { areEqual, areWithin, narrowing } from '../src/scenarios/enforcement/narrows.ts'
import { allReaders, parsePeers } from '../src/scenarios/enforcement/parse-peers.ts'

function columnsOf(figures: readonly Figure[], row: string): readonly string[] {
  return figures.flatMap(({ cell }) => (cell?.row === row ? [cell.column] : []))
}

test.each([allowsPeers, explain, narrowing, parsePeers])('$name fills its tables', async (one) => {
  const figures = await one.run(QUICK)
  for (const { name, value, cell } of figures) {
    expect(cell, name).toBeDefined()
    expect(value.median, name).toBeGreaterThan(0)
    expect(Number.isFinite(value.max), name).toBe(true)
  }
  const places = figures.map(({ cell }) => JSON.stringify(cell))
  expect(places).toEqual([...new Set(places)])
  for (const { table } of one.plots ?? []) {
    const drawn = figures.filter(({ cell }) => cell?.table === table)
    const ours = drawn.find(({ name }) => name.startsWith('grantline'))?.cell?.row ?? ''
    expect(columnsOf(drawn, ours)).toEqual(['1', '10', '100'])
  }
})

test.each([await grantlineNarrowing(), await biscuitNarrowing()])(
  '$name lets a narrower token into one room only',
  async ({ narrow, ask }) => {
    const token = await narrow()
    const rooms = [KEPT_ROOM, 'acme/other', 'hall/stage', 'other/standup']
    const answers = await Promise.all(rooms.map(async (room) => ask(token, room)))
    expect(answers).toEqual([true, false, false, false])
  },
)

test('both ways to compare sets find one that is wider', () => {
  const three = dialRules(3, 0)
  const four = dialRules(4, 0)
  const [fewer, more] = [three.map(capabilityOf), four.map(capabilityOf)]
  expect([areWithin(fewer, more), areWithin(more, fewer)]).toEqual([true, false])
  expect([areEqual('a b', 'a b c'), areEqual('a b c', 'a b')]).toEqual([true, false])
})

test('every reader finds the three rules, and Biscuit a broken signature', async () => {
  for (const { name, book, read } of await allReaders()) {
    const text = book.textOf(dialRules(3, 0))
    const found = read(text) as Partial<Record<'scopes' | 'rules', readonly unknown[]>>
    if (name.includes('biscuit')) {
      expect(found).toBe(1)
      expect(() => read(`${text.slice(0, -8)}AAAAAAA=`)).toThrow()
    } else {
      expect(found.scopes ?? found.rules ?? found, name).toHaveLength(3)
    }
  }
})

test('a call does its work several times, and goes on where the last one ended', () => {
  const seen: number[] = []
  const run = inTurns([1, 2, 3], 4, (item) => seen.push(item))
  for (const turn of [0, 1]) run(turn)
  expect(seen).toEqual([1, 2, 3, 1, 2, 3, 1, 2])
})

test('the times of a round are divided by what it holds', async () => {
  let now = 0
  const contenderOf = (name: string, ms: number) => ({ name, run: () => (now += ms) })
  const paired = { rounds: 4, turnMs: 100, warmUpMs: 100, budgetMs: 1e6, now: () => now }
  const effort = { ...QUICK, paired }
  const contenders = [contenderOf('one', 8), contenderOf('two', 16)] as const
  const place = { column: 'time', table: 'all', per: 4 }
  const told = (figures: readonly Figure[]): unknown =>
    figures.map(({ unit, value, cell }) => [cell?.row, cell?.column, value.median, unit])
  const times = [
    ['one', 'time', 2000, 'µs'],
    ['two', 'time', 4000, 'µs'],
  ]
  expect(told(await compareRounds(contenders, { ...place, isShort: true }, effort))).toEqual(times)
  expect(told(await compareRounds(contenders, place, effort))).toEqual([
    ...times,
    ['two', 'one ÷ it', 0.5, '×'],
  ])
})
