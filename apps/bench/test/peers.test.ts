import { createSecretKey } from 'node:crypto'
import { parseScopes } from '@grantline/core'
import { describe, expect, test } from 'vitest'
import { makeKeys, signToken, type Alg, type Keys } from '../src/keys.ts'
import { fastJwtCheck } from '../src/peers/fast-jwt.ts'
import { floor } from '../src/peers/floor.ts'
import { grantline } from '../src/peers/grantline.ts'
import { bareVerification } from '../src/peers/node-crypto.ts'
import { checkOf, mintOf, type Peer } from '../src/peers/peer.ts'
import { twilio } from '../src/peers/twilio.ts'
import { mintingWith } from '../src/scenarios/tokens/mint.ts'
import { verifyingWith } from '../src/scenarios/tokens/verify.ts'
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

const ALGORITHMS = ['HS256', 'ES256', 'EdDSA', 'RS256'] as const

const pairs: Readonly<Record<Alg, Keys>> = {
  HS256: makeKeys('HS256'),
  ES256: makeKeys('ES256'),
  EdDSA: makeKeys('EdDSA'),
  RS256: makeKeys('RS256'),
}
const keys = pairs.HS256

interface Case {
  readonly name: string
  readonly alg: Alg
  readonly peer: Peer
}

function casesOf(peersWith: (alg: Alg) => readonly Peer[]): readonly Case[] {
  return ALGORITHMS.flatMap((alg) =>
    peersWith(alg).map((peer) => ({ name: `${peer.name}, ${alg}`, alg, peer })),
  )
}

/** What a peer reads in a token, or that it refuses it. */
async function claimsBy(peer: Peer, token: string, held: Keys): Promise<unknown> {
  const { verify, claimsOf } = await checkOf(peer, held)
  return claimsOf(await verify(token))
}

async function tokenBy(peer: Peer, how: 'held' | 'fresh', held = keys): Promise<string> {
  const mint = await mintOf(peer, held)
  const answer = await mint[how](1)
  return mint.tokenOf?.(answer) ?? (answer as string)
}

function partIn(token: string, part: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())
}

const sameContent = casesOf(mintingWith).filter(({ peer }) => peer !== twilio)

describe.each(sameContent)('$name mints', ({ peer, alg }) => {
  test.each(['held', 'fresh'] as const)('what everybody mints: %s', async (how) => {
    const token = await tokenBy(peer, how, pairs[alg])
    const user = how === 'held' ? 'alice' : 'bob'
    const { exp, iat, jti, ...others } = partIn(token, 1)
    expect(others).toEqual({ iss: ISSUER, aud: AUDIENCE, sub: user, scope: twoScopes(user) })
    expect(Number(exp) - Math.ceil(Number(iat))).toBe(TTL)
    expect(typeof jti === 'string' && jti.length).toBeGreaterThanOrEqual(22)
    expect(partIn(token, 0)).toMatchObject({ alg })
  })

  test('a token that holds', async () => {
    const token = await tokenBy(peer, 'held', pairs[alg])
    expect(await claimsBy(floor, token, pairs[alg])).toMatchObject({ sub: 'alice' })
  })

  test('another id each time', async () => {
    const mint = await mintOf(peer, pairs[alg])
    const tokens = [await mint.held(), await mint.held()].map((answer) =>
      partIn(mint.tokenOf?.(answer) ?? (answer as string), 1),
    )
    expect(tokens[0]?.['jti']).not.toBe(tokens[1]?.['jti'])
  })
})

const readTyp = sameContent.filter(({ peer }) => peer.name !== 'hono/jwt')

test.each(readTyp)('$name writes a token that Grantline accepts', async ({ peer, alg }) => {
  const token = await tokenBy(peer, 'fresh', pairs[alg])
  expect(await claimsBy(grantline, token, pairs[alg])).toMatchObject({ sub: 'bob' })
})

test('twilio writes the same two scopes', async () => {
  const { scope } = partIn(await tokenBy(twilio, 'fresh'), 1)
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

describe.each(casesOf(verifyingWith))('$name verifies', ({ peer, alg }) => {
  const pair = pairs[alg]
  const claims = claimsWith(twoScopes('alice'))
  const signed = (changes: object) => signToken(pair, headerFor(pair), { ...claims, ...changes })
  const token = signed({})

  test('the token that everybody verifies', async () => {
    expect(await claimsBy(peer, token, pair)).toEqual(claims)
    expect(await claimsBy(peer, oneToken(pair), pair)).toMatchObject({ scope: twoScopes('alice') })
  })

  test('many tokens, each with a scope of its own', async () => {
    const tokens = manyTokens(pair, 3)
    const read = await Promise.all(tokens.map((each) => claimsBy(peer, each, pair)))
    expect(read).toMatchObject([0, 1, 2].map((index) => ({ scope: twoScopes(`user-${index}`) })))
  })

  const signature = token.slice(token.lastIndexOf('.') + 1)

  test.each([
    ['another issuer', signed({ iss: 'https://elsewhere.example' })],
    ['another audience', signed({ aud: 'https://elsewhere.example' })],
    ['an expired token', signed({ exp: 1000 })],
    ['changed claims', token.replace(/\.[^.]+\./, `.${signed({ sub: 'eve' }).split('.')[1]}.`)],
    ['another signature', `${token.slice(0, -signature.length)}${'A'.repeat(signature.length)}`],
    ['a signature that is cut off', token.slice(0, -4)],
    ['no signature', token.slice(0, -signature.length)],
    ['what another key signed', oneToken(strangerTo(alg))],
  ])('not %s', async (_what, refused) => {
    await expect(claimsBy(peer, refused, pair)).rejects.toThrow(/./)
  })
})

/** Keys of somebody else, for the same algorithm. */
function strangerTo(alg: Alg): Keys {
  return alg === 'HS256' ? { ...keys, signing: otherSecret() } : makeKeys(alg)
}

function otherSecret(): Keys['signing'] {
  return createSecretKey(Buffer.from('another secret, which is just as long as it is'))
}

// Neither looks at the header's `typ`: what somebody writes by hand, and jsonwebtoken.
const readingTyp = casesOf(verifyingWith).filter(({ name }) => !/floor|jsonwebtoken/.test(name))

test.each(readingTyp)('$name verifies no token of another type', async ({ peer, alg }) => {
  const header = { alg, typ: 'JWT' }
  const token = signToken(pairs[alg], header, claimsWith(twoScopes('alice')))
  await expect(claimsBy(peer, token, pairs[alg])).rejects.toThrow(/./)
})

const notReadingTyp = casesOf(verifyingWith).filter(({ name }) => /floor|jsonwebtoken/.test(name))

test.each(notReadingTyp)('$name takes a token of any type, as is said of it', async (each) => {
  const { peer, alg } = each
  const token = signToken(pairs[alg], { alg, typ: 'JWT' }, claimsWith(twoScopes('alice')))
  const { differs } = await checkOf(peer, pairs[alg])
  expect(await claimsBy(peer, token, pairs[alg])).toMatchObject({ sub: 'alice' })
  expect(peer.name === 'tuned floor' || differs.includes('no `typ`')).toBe(true)
})

const withoutEnd = casesOf(verifyingWith).filter(({ name }) => /hono|jsonwebtoken/.test(name))

test.each(withoutEnd)(
  '$name takes a token without end, as is said of it',
  async ({ peer, alg }) => {
    const claims = { ...claimsWith(twoScopes('alice')), exp: undefined }
    const token = signToken(pairs[alg], headerFor(pairs[alg]), claims)
    const { differs } = await checkOf(peer, pairs[alg])
    expect(await claimsBy(peer, token, pairs[alg])).toMatchObject({ sub: 'alice' })
    expect(differs).toContain('without `exp`')
  },
)

test('every peer says how it is set up', async () => {
  const mints = casesOf(mintingWith).map(({ peer, alg }) => mintOf(peer, pairs[alg]))
  const checks = casesOf(verifyingWith).map(({ peer, alg }) => checkOf(peer, pairs[alg]))
  for (const { differs } of await Promise.all([...mints, ...checks])) {
    expect(differs.length).toBeGreaterThan(20)
  }
})

test.each(['ES256', 'EdDSA', 'RS256'] as const)('node:crypto verifies a %s signature', (alg) => {
  const token = oneToken(pairs[alg])
  expect(bareVerification(pairs[alg], token)()).toBe(true)
  expect(bareVerification(pairs[alg], `${token.slice(0, -8)}AAAAAAAA`)()).toBe(false)
})

test('fast-jwt answers from its cache', () => {
  const check = fastJwtCheck(keys, { cache: true })
  const token = oneToken(keys)
  expect(check.verify(token)).toBe(check.verify(Buffer.from(token).toString()))
})
