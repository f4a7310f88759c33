import type { Contender } from '../../measure/paired.ts'
import { makeKeys, type Alg, type Keys } from '../../keys.ts'
import { fastJwt } from '../../peers/fast-jwt.ts'
import { floor, tunedFloor } from '../../peers/floor.ts'
import { grantline, grantlineVerifier } from '../../peers/grantline.ts'
import { hono } from '../../peers/hono.ts'
import { jose } from '../../peers/jose.ts'
import { jsonwebtoken } from '../../peers/jsonwebtoken.ts'
import { checkOf, type Peer } from '../../peers/peer.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { manyTokens, oneToken } from '../../work.ts'
import { compare } from '../compare.ts'
import { asReceived } from './as-received.ts'

/** Who verifies with an algorithm; the first is the subject. */
export function verifyingWith(alg: Alg): readonly [Peer, ...Peer[]] {
  if (alg === 'HS256') return [grantline, fastJwt, floor, tunedFloor, jsonwebtoken, jose, hono]
  if (alg === 'EdDSA') return [grantline, fastJwt, floor, jose, hono]
  return [grantline, fastJwt, floor, jsonwebtoken, jose, hono]
}

const PROMISES = { 'fast-jwt': 0.9, floor: 1.3 }

/** More than any memo of scopes may hold, so that in a cycle hardly one is met again. */
const DISTINCT = 8192

const THE_SAME =
  'All check signature, issuer, audience and expiry; none has a cache here. Only Grantline looks at the scopes.'

/** Verifying one token over and over. */
export const verifyOne: Scenario = {
  name: 'verify',
  section: 'tokens',
  title: 'Verifying, HS256',
  about: 'HS256 without cache, one token; "scopes read" also reads grant.capabilities',
  differs: [THE_SAME],
  plots: [{ kind: 'bars', title: 'Verifying, HS256', column: 'time' }],
  run: (effort) => compareVerifying((keys) => [oneToken(keys)], effort),
}

/** Verifying tokens of which no two have the same scope. */
export const verifyDistinct: Scenario = {
  name: 'verify-distinct',
  section: 'tokens',
  title: 'Verifying, HS256, every scope new',
  about: `HS256 without cache, ${DISTINCT} tokens in turn, every one with another scope`,
  differs: [THE_SAME],
  run: (effort) => compareVerifying((keys) => manyTokens(keys, DISTINCT), effort),
}

async function compareVerifying(
  tokensFor: (keys: Keys) => readonly string[],
  effort: Effort,
): Promise<readonly Figure[]> {
  const keys = makeKeys('HS256')
  const tokens = tokensFor(keys).map(asReceived)
  const nth = (turn: number): string => tokens[turn % tokens.length] ?? ''
  const [first, ...others] = verifyingWith('HS256')
  const contenderOf = async (peer: Peer): Promise<Contender> => {
    const { verify, differs } = await checkOf(peer, keys)
    return { name: peer.name, run: (turn) => verify(nth(turn)), differs }
  }
  const verifier = await grantlineVerifier(keys)
  const scopesRead: Contender = {
    name: 'grantline, scopes read',
    run: async (turn) => (await verifier.verify(nth(turn))).capabilities.length,
  }
  return compare(
    [await contenderOf(first), scopesRead, ...(await Promise.all(others.map(contenderOf)))],
    PROMISES,
    effort,
  )
}
