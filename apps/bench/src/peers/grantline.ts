import {
  createMinter,
  createVerifier,
  importKey,
  type Grant,
  type Key,
  type MintedToken,
  type Minter,
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
    const minter = await grantlineMinter(keys)
    const held = twoCapabilities('alice')
    return {
      differs:
        'checks the whole request and writes the scopes; the answer tells more than the token',
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
      differs: 'reads strictly, and the scopes too; the answer is frozen, and decides',
      verify: (token) => verifier.verify(token),
      claimsOf: (answer) => (answer as Grant).claims,
    }
  },
}

/** The minter of every comparison. */
export async function grantlineMinter(keys: Keys): Promise<Minter> {
  const key = await importedKey(keys, 'signing')
  return createMinter({ issuer: ISSUER, audience: AUDIENCE, keys: key, ttl: TTL })
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
