import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier, type VerifierOptions } from 'fast-jwt'
import { SECRET, type Keys } from '../keys.ts'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import { claimsThemselves, type Check, type Peer } from './peer.ts'

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
      differs: 'createSigner once; writes the header anew each time',
      held: () => sign({ sub: 'alice', jti: randomUUID(), scope: held }),
      fresh: (turn) => {
        const sub = userOf(turn)
        return sign({ sub, jti: randomUUID(), scope: twoScopes(sub) })
      },
      writing: (claims, scope) => sign({ sub: 'alice', jti: randomUUID(), scope, ...claims }),
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
  return {
    differs: 'createVerifier once; does not look for repeated members',
    verify,
    claimsOf: claimsThemselves,
  }
}

function signingText({ alg, signing }: Keys): string {
  return alg === 'HS256' ? SECRET : signing.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function verifyingText({ alg, verifying }: Keys): string {
  return alg === 'HS256' ? SECRET : verifying.export({ type: 'spki', format: 'pem' }).toString()
}
