import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatScope, narrows, parseScope, parseScopes, type Definition } from '../../src/index.ts'
import { allows } from '../../src/index.ts'
import { prepareAllows } from '../../src/capability/allows.ts'
import { decide } from '../../src/capability/decide.ts'
import { prepareNarrowed } from '../../src/capability/narrows.ts'
import {
  decisionCells,
  decisions,
  definitions,
  narrowingCells,
  narrowings,
} from './decision-table.ts'

const claimOf = (granted: readonly string[]): string =>
  granted.map((text) => `scope:${text}`).join(' ')

function definitionNamed(name: string | undefined): Definition {
  const found = definitions.find((definition) => definition.name === name)
  if (found === undefined) throw new Error(`no definition of ${name}`)
  return found
}

const nameOf = (text: string | undefined): string | undefined => text?.split('?')[0]

test.each(decisions)('$granted asked for $asked: $answer', (row) => {
  const { scopes } = parseScopes(claimOf(row.granted))
  const definition = definitionNamed(row.name ?? nameOf(row.granted[0]))
  const isAllowed = row.answer === 'allowed'
  const decision = decide(scopes, definition, row.asked)
  expect(decision.allowed).toBe(isAllowed)
  expect(decision.reason ?? 'allowed').toBe(row.answer)
  expect(prepareAllows(scopes)(definition, row.asked)).toBe(isAllowed)
  expect(scopes.some((scope) => allows(scope, definition, row.asked))).toBe(isAllowed)
})

test.each(narrowings)('$child within $parent: $answer', (row) => {
  const definition = definitionNamed(nameOf(row.child))
  const parent = parseScope(`scope:${row.parent}`)
  const read = parseScope(`scope:${row.child}`)
  const child = definition(definition.from(read) as never)
  expect(parseScope(formatScope(child))).toEqual(read)
  expect(narrows(child, parent)).toBe(row.answer)
  expect(prepareNarrowed([parent])(read, definition)).toBe(row.answer)
})

describe('docs/scopes.md', () => {
  const document = textOf('../../../../docs/scopes.md')

  test('has the table of decisions', () => {
    expect(cellsOf(document, 'decisions')).toEqual(decisionCells())
  })

  test('has the table of what is narrower', () => {
    expect(cellsOf(document, 'narrowings')).toEqual(narrowingCells())
  })

  test('has the definitions that the tables are about', () => {
    const source = /^const enter[^]*?(?=\n\n)/m.exec(textOf('./decision-table.ts'))?.[0]
    expect(source).toContain('client:outgoing')
    expect(document).toContain(`\n${source}\n`)
  })
})

function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}

/** The cells of the one table between two markers, without the rule under its head. */
function cellsOf(document: string, marker: string): string[][] {
  const [, table = ''] = document.split(new RegExp(`<!-- /?${marker} -->`))
  const lines = table.trim().split('\n')
  return lines
    .filter((_line, at) => at !== 1)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
}
