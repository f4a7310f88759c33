import { randomUUID } from 'node:crypto'
import { importJWK, jwtVerify, SignJWT, type JWTVerifyResult } from 'jose'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import type { Keys } from '../keys.ts'
import type { Peer } from './peer.ts'

/** With imported keys; every call is WebCrypto, so a promise. */
export const jose: Peer = {
  name: 'jose',
  minter: async (keys) => {
    const { alg } = keys
    const key = await imported(keys, 'signing')
    const mint = (sub: string, scope: string): Promise<string> =>
      new SignJWT({ scope })
        .setProtectedHeader({ alg, typ: TYP })
        .setIssuer(ISSUER)
        .setSubject(sub)
        .setAudience(AUDIENCE)
        .setExpirationTime(Math.floor(Date.now() / 1000) + TTL)
        .setIssuedAt()
        .setJti(randomUUID())
        .sign(key)
    const held = twoScopes('alice')
    return {
      held: () => mint('alice', held),
      fresh: (turn) => mint(userOf(turn), twoScopes(userOf(turn))),
    }
  },
  verifier: async (keys) => {
    const key = await imported(keys, 'verifying')
    const options = {
      algorithms: [keys.alg],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYP,
      requiredClaims: ['exp'],
    }
    return {
      verify: (token) => jwtVerify(token, key, options),
      claimsOf: (answer) => (answer as JWTVerifyResult).payload,
    }
  },
}

/** A secret goes in as a CryptoKey too: bytes would be imported again for every token. */
async function imported(keys: Keys, use: 'signing' | 'verifying'): Promise<CryptoKey> {
  if (keys.alg === 'HS256') {
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const secret = new Uint8Array(keys.signing.export())
    return crypto.subtle.importKey('raw', secret, hmac, false, ['sign', 'verify'])
  }
  return (await importJWK(keys[use].export({ format: 'jwk' }), keys.alg)) as CryptoKey
}
