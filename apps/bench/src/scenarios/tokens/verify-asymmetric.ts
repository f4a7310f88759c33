import { makeKeys, type Alg } from '../../keys.ts'
import type { Contender } from '../../measure/paired.ts'
import { fastJwt } from '../../peers/fast-jwt.ts'
import { grantline } from '../../peers/grantline.ts'
import { jose } from '../../peers/jose.ts'
import { bareVerification } from '../../peers/node-crypto.ts'
import type { Peer } from '../../peers/peer.ts'
import type { Scenario } from '../../scenario.ts'
import { oneToken } from '../../work.ts'
import { compare } from '../compare.ts'
import { checkOf } from './verify.ts'

/** Who verifies with public keys. */
export const PUBLIC_KEY_PEERS: readonly Peer[] = [fastJwt, jose]

/** Whole verifications against the signature check alone. */
export const verifyAsymmetric: readonly Scenario[] = [
  against('EdDSA', 1.08),
  against('ES256', 1.08),
  against('RS256', 1.25),
]

function against(alg: Exclude<Alg, 'HS256'>, atMost: number): Scenario {
  return {
    name: `verify-${alg.toLowerCase()}`,
    section: 'tokens',
    title: `Verifying, ${alg}`,
    about: `${alg} without cache, one token; node:crypto checks a prepared signature and nothing else`,
    run: async (effort) => {
      const keys = makeKeys(alg)
      const token = oneToken(keys)
      const contenderOf = async (peer: Peer): Promise<Contender> => {
        const { verify } = await checkOf(peer, keys)
        return { name: peer.name, run: () => verify(token) }
      }
      const bare: Contender = { name: 'node:crypto', run: bareVerification(keys, token) }
      const others = await Promise.all(PUBLIC_KEY_PEERS.map(contenderOf))
      return compare(
        [await contenderOf(grantline), bare, ...others],
        { 'node:crypto': atMost },
        effort,
      )
    },
  }
}
