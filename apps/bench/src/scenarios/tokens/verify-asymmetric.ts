import { makeKeys, type Alg } from '../../keys.ts'
import type { Contender } from '../../measure/paired.ts'
import { bareVerification } from '../../peers/node-crypto.ts'
import { checkOf, type Peer } from '../../peers/peer.ts'
import type { Scenario } from '../../scenario.ts'
import { oneToken } from '../../work.ts'
import { compare } from '../compare.ts'
import { asReceived } from './as-received.ts'
import { verifyingWith } from './verify.ts'

const THE_SAME =
  'All but node:crypto alone check signature, issuer, audience and expiry; none has a cache here.'

/** Whole verifications against the signature check alone. */
export const verifyAsymmetric: readonly Scenario[] = [
  against('EdDSA', 1.08, 'jsonwebtoken has no EdDSA.'),
  against('ES256', 1.08),
  against('RS256', 1.25, 'RSA keys of 2048 bits.'),
]

function against(
  alg: Exclude<Alg, 'HS256'>,
  atMost: number,
  ...differs: readonly string[]
): Scenario {
  return {
    name: `verify-${alg.toLowerCase()}`,
    section: 'tokens',
    title: `Verifying, ${alg}`,
    about: `${alg} without cache, one token; node:crypto checks a prepared signature and nothing else`,
    differs: [THE_SAME, ...differs],
    run: async (effort) => {
      const keys = makeKeys(alg)
      const token = asReceived(oneToken(keys))
      const contenderOf = async (peer: Peer): Promise<Contender> => {
        const { verify, differs: how } = await checkOf(peer, keys)
        return { name: peer.name, run: () => verify(token), differs: how }
      }
      const bare: Contender = {
        name: 'node:crypto',
        run: bareVerification(keys, token),
        differs: 'the signature alone, of bytes that are there already',
      }
      const [first, ...others] = verifyingWith(alg)
      const peers = await Promise.all(others.map(contenderOf))
      return compare([await contenderOf(first), bare, ...peers], { 'node:crypto': atMost }, effort)
    },
  }
}
