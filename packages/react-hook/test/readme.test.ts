import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { codesIn, tableBehind } from '../../core/test/markdown-table.ts'
import * as entry from '../src/index.ts'

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = textOf('../README.md')
const client = (file: string): string => textOf(`../../core/src/client/${file}.ts`)

/** The names in the first column of the table behind a text. */
const listed = (heading: string): string[] =>
  tableBehind(readme, heading)
    .flatMap(([name]) => codesIn(name))
    .sort()

/** What a pattern finds in the declaration that begins with a text and ends with an empty line. */
function declared(source: string, start: string, pattern: RegExp): string[] {
  const [declaration = ''] = source.slice(source.indexOf(start)).split(/\n}?\n/)
  return [...declaration.matchAll(pattern)].map(([, name = '']) => name).sort()
}

describe('the README', () => {
  test('lists the options, every one and no other', () => {
    const options = declared(client('options'), 'interface TokenManagerOptions', /^ {2}(\w+)\?:/gm)
    expect(options).toContain('endpoint')
    expect(listed('## Options')).toEqual(options)
  })

  test('lists the statuses', () => {
    const statuses = declared(client('snapshot'), 'type TokenStatus', /'(\w+)'/g)
    expect(statuses).toContain('ready')
    expect(listed('| status ')).toEqual(statuses)
  })

  test('lists the codes of errors', () => {
    const codes = declared(client('token-fetch-error'), 'type TokenFetchErrorCode', /'(\w+)'/g)
    expect(codes).toContain('network')
    expect(listed('## Errors')).toEqual(codes)
  })

  test.each(Object.keys(entry))('speaks of %s', (name) => {
    expect(readme).toContain(name)
  })
})
