import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier, type VerifierOptions } from 'fast-jwt'
import { SECRET, type Keys } from '../keys.ts'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import type { Check, Peer } from './peer.ts'

/** Signer and verifier are made once and imported their key; calls are synchronous. */
export const fastJwt: Peer = {
  name: 'fast-jwt',
  minter: (keys) => {
    const sign = createSigner({
      key: signingText(keys),
      algorithm: keys.alg,
      iss: ISSUER,
      aud: AUDIENCE,
      expiresIn: TTL * 1000,
      header: { alg: keys.alg, typ: TYP },
    })
    const held = twoScopes('alice')
    return {
      held: () => sign({ sub: 'alice', jti: randomUUID(), scope: held }),
      fresh: (turn) => {
        const sub = userOf(turn)
        return sign({ sub, jti: randomUUID(), scope: twoScopes(sub) })
      },
    }
  },
  verifier: (keys) => fastJwtCheck(keys),
}

/** Verifying with more options, for its cache. */
export function fastJwtCheck(keys: Keys, options: Partial<VerifierOptions> = {}): Check {
  const verify = createVerifier({
    key: verifyingText(keys),
    algorithms: [keys.alg],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    checkTyp: TYP,
    requiredClaims: ['exp'],
    ...options,
  })
  return { verify, claimsOf: (answer) => answer as Record<string, unknown> }
}

function signingText({ alg, signing }: Keys): string {
  return alg === 'HS256' ? SECRET : signing.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function verifyingText({ alg, verifying }: Keys): string {
  return alg === 'HS256' ? SECRET : verifying.export({ type: 'spki', format: 'pem' }).toString()
}
