import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeKeys, signToken } from '../src/keys.ts'
import {
  AUDIENCE,
  claimsOf,
  ISSUER,
  SCOPE,
  SECRET,
  TTL,
  TYP,
} from '../src/start/programs/claims.ts'
import type { Program } from '../src/start/programs/program.ts'
import { ON_NODE } from '../src/start/programs.ts'

const programs = import.meta.glob<{ run: Program }>('../src/start/programs/*/*.ts')

async function programOf(file: string): Promise<Program> {
  const load = programs[`../src/start/programs/${file}.ts`]
  if (load === undefined) throw new Error(`there is no program ${file}`)
  return (await load()).run
}

const minting = ON_NODE.filter(({ mint }) => mint !== 'empty')
/** An import of CommonJS as Node gives it, so that only fresh processes run it. */
const here = minting.filter(({ mint }) => mint !== 'mint/twilio-file')
const ofTwilio = /twilio/
const verifying = ON_NODE.flatMap(({ name, verify }) =>
  verify === undefined ? [] : [{ name, verify }],
)

function readClaims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

test('every program is started', () => {
  const known = Object.keys(programs).map((path) => path.replace(/^.*programs\/|\.ts$/g, ''))
  const started = [...minting.map(({ mint }) => mint), ...verifying.map(({ verify }) => verify)]
  expect(started.toSorted()).toEqual(known.toSorted())
})

describe.each(here)('$name', ({ name, mint }) => {
  test('mints the two scopes, signed with the one secret', async () => {
    const token = await (await programOf(mint))('')
    const dot = token.lastIndexOf('.')
    const signature = createHmac('sha256', SECRET).update(token.slice(0, dot)).digest('base64url')
    expect(token.slice(dot + 1)).toBe(signature)
    expect(readClaims(token)['scope']).toBe(SCOPE)
  })

  test.skipIf(ofTwilio.test(name))('mints all the claims', async () => {
    const { jti, iat, exp, ...others } = readClaims(await (await programOf(mint))(''))
    expect(others).toEqual({ iss: ISSUER, aud: AUDIENCE, sub: 'alice', scope: SCOPE })
    expect(Number(exp) - Math.ceil(Number(iat))).toBe(TTL)
    expect(jti).toMatch(/./)
  })
})

describe.each(verifying)('$name', ({ name, verify }) => {
  const now = Math.floor(Date.now() / 1000)
  const signed = (changes: object, header: object = {}): string =>
    signToken(
      makeKeys('HS256'),
      { alg: 'HS256', typ: TYP, ...header },
      { ...claimsOf('an id'), iat: now - 60, ...changes },
    )

  test('answers the scope', async () => {
    expect(await (await programOf(verify))(signed({}))).toBe(SCOPE)
  })

  test.each([
    ['an expired token', signed({ exp: now - 30 })],
    ['another issuer', signed({ iss: 'https://elsewhere.example' })],
    ['another audience', signed({ aud: 'https://elsewhere.example' })],
    ['another algorithm', signed({}, { alg: 'HS512' })],
    ['another signature', `${signed({}).slice(0, -43)}${'A'.repeat(43)}`],
  ])('refuses %s', async (_what, token) => {
    const run = await programOf(verify)
    await expect((async () => run(token))()).rejects.toThrow(/./)
  })

  test.skipIf(name === 'jsonwebtoken')('refuses another type', async () => {
    const run = await programOf(verify)
    await expect((async () => run(signed({}, { typ: 'JWT' })))()).rejects.toThrow(/./)
  })
})
