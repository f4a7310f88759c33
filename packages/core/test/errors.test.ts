import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GrantlineError, TokenError } from '../src/index.ts'
import { CODES, REASONS, type TokenErrorReason } from '../src/errors.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists every reason under its code and status', () => {
  for (const [code, { status }] of Object.entries(CODES)) {
    const reasons = Object.entries(REASONS).filter(([, own]) => own === code)
    if (reasons.length === 0) continue
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${code}\``)) ?? ''
    expect(row.split('|')[2]?.trim()).toBe(String(status))
    expect(row.match(/`\w+`/g)?.slice(1)).toEqual(reasons.map(([reason]) => `\`${reason}\``))
  }
})

test('every reason makes an error with the code, status and words of the table', () => {
  for (const reason of Object.keys(REASONS) as TokenErrorReason[]) {
    const error = new TokenError(reason)
    const { status, oauthError, description } = CODES[error.code]
    expect(error.code).toBe(REASONS[reason])
    expect([error.reason, error.status, error.oauthError]).toEqual([reason, status, oauthError])
    expect(error.message).toBe(description)
  }
})

test('an error keeps its cause and takes another message', () => {
  const cause = new Error('underneath')
  const error = new GrantlineError('malformed_scope', { message: 'said otherwise', cause })
  expect(error).toMatchObject({ message: 'said otherwise', cause, name: 'GrantlineError' })
  expect('cause' in new GrantlineError('malformed_scope')).toBe(false)
})
