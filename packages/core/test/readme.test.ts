import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CODES, REASONS } from '../src/errors.ts'
import { createMinter, createVerifier } from '../src/index.ts'
import { codesIn, optionsOf, tableBehind } from './markdown-table.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the README', () => {
  test.each([
    ['createMinter', createMinter],
    ['createVerifier', createVerifier],
  ])('lists the options of %s, every one and no other', (name, make) => {
    const listed = tableBehind(readme, `\`${name}(options)\``).flatMap(([option]) =>
      codesIn(option),
    )
    expect([...listed].sort()).toEqual([...optionsOf(make)].sort())
  })

  test('lists the codes, each with its status and reasons', () => {
    const rows = tableBehind(readme, '## Errors').flatMap(([codes, status, reasons]) =>
      codesIn(codes).map((code) => [code, [status, ...[...codesIn(reasons)].sort()]] as const),
    )
    const reasonsOf = (code: string): string[] =>
      Object.entries(REASONS).flatMap(([reason, of]) => (of === code ? [reason] : []))
    const meant = Object.entries(CODES).map(
      ([code, { status }]) => [code, [String(status ?? '–'), ...reasonsOf(code).sort()]] as const,
    )
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(meant))
  })
})
