import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runVerifyCli } from '../../src/server/verify-cli.ts'
import { tempFolder } from './test-server.ts'

const JWKS = ['--jwks', 'http://localhost:1/.well-known/jwks.json']

async function run(
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  const code = await runVerifyCli(argv, {
    callLogFile: join(await tempFolder(), 'calls.jsonl'),
    signal: AbortSignal.abort(),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  })
  return { code, out, err }
}

test('prints the address and where its keys come from, and stops when told', async () => {
  const { code, out, err } = await run(...JWKS, '--verify-port', '0', '--framework=express')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(
    /^A second process verifies the same tokens with express, by public keys alone: http:\/\/localhost:\d+\n/,
  )
  expect(out).toContain(JWKS[1])
})

test('explains itself', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  for (const flag of ['--jwks', '--framework', '--verify-port', '--host', '--help']) {
    expect(out).toContain(flag)
  }
})

test.each([
  [[], '--jwks is needed: http://localhost:3000/.well-known/jwks.json as a rule.'],
  [['--port', '1'], '"--port" is not a flag of this program: --help lists them.'],
  [
    [...JWKS, '--verify-port', 'off'],
    '--verify-port takes a whole number from 0 to 65535, not "off".',
  ],
  [
    ['--jwks', 'http://203.0.113.1/jwks.json'],
    "--jwks takes an https URL, or an http one on this machine: keys that came another way could be anybody's.",
  ],
  [
    ['--jwks', 'jwks.json'],
    "--jwks takes an https URL, or an http one on this machine: keys that came another way could be anybody's.",
  ],
])('refuses %j in one sentence', async (argv, sentence) => {
  expect(await run(...argv)).toEqual({ code: 1, out: '', err: `${sentence}\n` })
})
