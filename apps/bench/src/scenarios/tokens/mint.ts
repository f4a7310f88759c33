import type { Contender } from '../../measure/paired.ts'
import { makeKeys, type Alg } from '../../keys.ts'
import { fastJwt } from '../../peers/fast-jwt.ts'
import { floor } from '../../peers/floor.ts'
import { grantline } from '../../peers/grantline.ts'
import { hono } from '../../peers/hono.ts'
import { jose } from '../../peers/jose.ts'
import { jsonwebtoken } from '../../peers/jsonwebtoken.ts'
import { mintOf, type Peer } from '../../peers/peer.ts'
import { twilio } from '../../peers/twilio.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { compare, type Promises } from '../compare.ts'

/** Who mints with an algorithm; the first is the subject. */
export function mintingWith(alg: Alg): readonly [Peer, ...Peer[]] {
  if (alg === 'HS256') return [grantline, fastJwt, floor, jsonwebtoken, jose, hono, twilio]
  if (alg === 'EdDSA') return [grantline, fastJwt, floor, jose, hono]
  return [grantline, fastJwt, floor, jsonwebtoken, jose, hono]
}

const PROMISES = { 'fast-jwt': 0.8, floor: 1.3, twilio: 1 / 60 }

const THE_SAME =
  'All write iss, sub, aud, exp, iat, jti and two scopes, but for what twilio has no way to write.'

/** Minting with what is granted prepared: definitions are used, and scope text made, only once. */
export const mintHeld: Scenario = {
  name: 'mint',
  section: 'tokens',
  title: 'Minting, HS256',
  about:
    'HS256, two capabilities that are held; peers hold their text, twilio its ClientCapability',
  differs: [THE_SAME],
  plots: [{ kind: 'bars', title: 'Minting, HS256', column: 'time', isLogarithmic: true }],
  run: (effort) => compareMinting('HS256', 'held', PROMISES, effort),
}

/** Minting as a token endpoint does. */
export const mintFresh: Scenario = {
  name: 'mint-fresh',
  section: 'tokens',
  title: 'Minting, HS256, with capabilities made in the call',
  about: 'HS256, two capabilities made in the call; peers make their text with encodeURIComponent',
  differs: [THE_SAME],
  run: (effort) => compareMinting('HS256', 'fresh', PROMISES, effort),
}

/** Minting with private keys; what is granted is prepared. */
export const mintAsymmetric: readonly Scenario[] = [
  mintingScenario('ES256'),
  mintingScenario('EdDSA', 'jsonwebtoken has no EdDSA.'),
  mintingScenario('RS256', 'RSA keys of 2048 bits.'),
]

function mintingScenario(alg: Exclude<Alg, 'HS256'>, ...differs: string[]): Scenario {
  return {
    name: `mint-${alg.toLowerCase()}`,
    section: 'tokens',
    title: `Minting, ${alg}`,
    about: `${alg}, two capabilities that are held; peers hold their text`,
    differs: ['All write iss, sub, aud, exp, iat, jti and two scopes.', ...differs],
    run: (effort) => compareMinting(alg, 'held', {}, effort),
  }
}

async function compareMinting(
  alg: Alg,
  how: 'held' | 'fresh',
  promises: Promises,
  effort: Effort,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const contenderOf = async (peer: Peer): Promise<Contender> => {
    const { [how]: run, differs } = await mintOf(peer, keys)
    return { name: peer.name, run, differs }
  }
  const [first, ...others] = mintingWith(alg)
  const contenders = await Promise.all(others.map(contenderOf))
  return compare([await contenderOf(first), ...contenders], promises, effort)
}
