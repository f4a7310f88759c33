import {
  createMinter,
  createVerifier,
  importKey,
  type Grant,
  type Key,
  type MintedToken,
  type Verifier,
  type VerifierOptions,
} from '@grantline/core'
import { SECRET, type Keys } from '../keys.ts'
import { AUDIENCE, ISSUER, TTL, twoCapabilities, userOf } from '../work.ts'
import type { Peer } from './peer.ts'

/** The subject of every comparison. */
export const grantline: Peer = {
  name: 'grantline',
  minter: async (keys) => {
    const key = await importedKey(keys, 'signing')
    const minter = createMinter({ issuer: ISSUER, audience: AUDIENCE, keys: key, ttl: TTL })
    const held = twoCapabilities('alice')
    return {
      held: () => minter.mint({ subject: 'alice', capabilities: held }),
      fresh: (turn) => {
        const subject = userOf(turn)
        return minter.mint({ subject, capabilities: twoCapabilities(subject) })
      },
      tokenOf: (answer) => (answer as MintedToken).token,
    }
  },
  verifier: async (keys) => {
    const verifier = await grantlineVerifier(keys)
    return {
      verify: (token) => verifier.verify(token),
      claimsOf: (answer) => (answer as Grant).claims,
    }
  },
}

/** A verifier without a cache, unless the options say otherwise. */
export async function grantlineVerifier(
  keys: Keys,
  options: Partial<VerifierOptions> = {},
): Promise<Verifier> {
  const key = await importedKey(keys, 'verifying')
  return createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: key, cache: false, ...options })
}

function importedKey(keys: Keys, use: 'signing' | 'verifying'): Promise<Key> {
  if (keys.alg === 'HS256') return importKey({ alg: keys.alg, secret: SECRET })
  return importKey({ alg: keys.alg, jwk: keys[use].export({ format: 'jwk' }) })
}
