import { parseScopes } from '@grantline/core'
import { describe, expect, test } from 'vitest'
import { makeKeys, signToken, type Alg } from '../src/keys.ts'
import { fastJwtCheck } from '../src/peers/fast-jwt.ts'
import { grantline } from '../src/peers/grantline.ts'
import { bareVerification } from '../src/peers/node-crypto.ts'
import type { Peer } from '../src/peers/peer.ts'
import { twilio } from '../src/peers/twilio.ts'
import { mintOf, MINTING } from '../src/scenarios/tokens/mint.ts'
import { PUBLIC_KEY_PEERS } from '../src/scenarios/tokens/verify-asymmetric.ts'
import { checkOf, VERIFYING } from '../src/scenarios/tokens/verify.ts'
import {
  APP_SID,
  AUDIENCE,
  claimsWith,
  headerFor,
  ISSUER,
  manyTokens,
  oneToken,
  TTL,
  twoScopes,
} from '../src/work.ts'

const keys = makeKeys('HS256')

/** What a peer reads in a token, or that it refuses it. */
async function claimsBy(peer: Peer, token: string, held = keys): Promise<unknown> {
  const { verify, claimsOf } = await checkOf(peer, held)
  return claimsOf(await verify(token))
}

async function tokenBy(peer: Peer, how: 'held' | 'fresh'): Promise<string> {
  const mint = await mintOf(peer)
  const answer = await mint[how](1)
  return mint.tokenOf?.(answer) ?? (answer as string)
}

function claimsIn(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

const sameContent = MINTING.filter((peer) => peer !== twilio)

describe.each(sameContent)('$name mints', (peer) => {
  test.each(['held', 'fresh'] as const)('what everybody mints: %s', async (how) => {
    const claims = claimsIn(await tokenBy(peer, how))
    const user = how === 'held' ? 'alice' : 'bob'
    const { exp, iat, jti, ...others } = claims as Record<'exp' | 'iat' | 'jti', unknown>
    expect(others).toEqual({ iss: ISSUER, aud: AUDIENCE, sub: user, scope: twoScopes(user) })
    expect(Number(exp) - Math.ceil(Number(iat))).toBe(TTL)
    expect(typeof jti === 'string' && jti.length).toBeGreaterThanOrEqual(22)
  })

  test('another id each time', async () => {
    const mint = await mintOf(peer)
    const tokens = [await mint.held(), await mint.held()].map((answer) =>
      claimsIn(mint.tokenOf?.(answer) ?? (answer as string)),
    )
    expect(tokens[0]?.['jti']).not.toBe(tokens[1]?.['jti'])
  })
})

test('twilio writes the same two scopes', async () => {
  const { scope } = claimsIn(await tokenBy(twilio, 'fresh'))
  expect(scope).toBe(twoScopes('bob'))
})

test('the text of the scopes is what Grantline reads', () => {
  const { scopes, rejected } = parseScopes(twoScopes('bob'))
  expect(rejected).toEqual([])
  expect(scopes.map(({ params }) => Object.fromEntries(Object.entries(params)))).toEqual([
    { clientName: 'bob' },
    { appSid: APP_SID, clientName: 'bob' },
  ])
})

describe.each(VERIFYING)('$name verifies', (peer) => {
  const claims = claimsWith(twoScopes('alice'))
  const signed = (changes: object) => signToken(keys, headerFor(keys), { ...claims, ...changes })

  test('the token that everybody verifies', async () => {
    expect(await claimsBy(peer, signed({}))).toEqual(claims)
    expect(await claimsBy(peer, oneToken(keys))).toMatchObject({ scope: twoScopes('alice') })
  })

  test('many tokens, each with a scope of its own', async () => {
    const tokens = manyTokens(keys, 3)
    const read = await Promise.all(tokens.map((token) => claimsBy(peer, token)))
    expect(read).toMatchObject([0, 1, 2].map((index) => ({ scope: twoScopes(`user-${index}`) })))
  })

  test.each([
    ['another issuer', signed({ iss: 'https://elsewhere.example' })],
    ['another audience', signed({ aud: 'https://elsewhere.example' })],
    ['an expired token', signed({ exp: 1000 })],
    [
      'changed claims',
      signed({}).replace(/\.[^.]+\./, `.${signed({ sub: 'eve' }).split('.')[1]}.`),
    ],
    ['another signature', `${signed({}).slice(0, -43)}${'A'.repeat(43)}`],
  ])('not %s', async (_what, token) => {
    await expect(claimsBy(peer, token)).rejects.toThrow(/./)
  })
})

// Neither looks at the header's `typ`: what somebody writes by hand, and jsonwebtoken.
const readingTyp = VERIFYING.filter(({ name }) => !/floor|jsonwebtoken/.test(name))

test.each(readingTyp)('$name verifies no token of another type', async (peer) => {
  const token = signToken(keys, { alg: 'HS256', typ: 'JWT' }, claimsWith(twoScopes('alice')))
  await expect(claimsBy(peer, token)).rejects.toThrow(/./)
})

describe.each<Exclude<Alg, 'HS256'>>(['EdDSA', 'ES256', 'RS256'])('%s', (alg) => {
  const pair = makeKeys(alg)
  const token = oneToken(pair)
  const forged = `${token.slice(0, -8)}AAAAAAAA`

  test.each([grantline, ...PUBLIC_KEY_PEERS])('$name verifies the same token', async (peer) => {
    expect(await claimsBy(peer, token, pair)).toMatchObject({ scope: twoScopes('alice') })
    await expect(claimsBy(peer, forged, pair)).rejects.toThrow(/./)
  })

  test('node:crypto verifies its signature', () => {
    expect(bareVerification(pair, token)()).toBe(true)
    expect(bareVerification(pair, forged)()).toBe(false)
  })
})

test('fast-jwt answers from its cache', () => {
  const check = fastJwtCheck(keys, { cache: true })
  const token = oneToken(keys)
  expect(check.verify(token)).toBe(check.verify(Buffer.from(token).toString()))
})
