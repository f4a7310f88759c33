import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT, type JWTVerifyResult } from 'jose'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import { cryptoKeyOf } from './crypto-key.ts'
import type { Peer } from './peer.ts'

/** With imported keys; every call is WebCrypto, so a promise. */
export const jose: Peer = {
  name: 'jose',
  minter: async (keys) => {
    const { alg } = keys
    const key = await cryptoKeyOf(keys, 'signing')
    const mint = (sub: string, claims: object): Promise<string> =>
      new SignJWT({ ...claims })
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
      differs: 'with a CryptoKey; WebCrypto signs on another thread',
      held: () => mint('alice', { scope: held }),
      fresh: (turn) => mint(userOf(turn), { scope: twoScopes(userOf(turn)) }),
      writing: (claims, scope) => mint('alice', { scope, ...claims }),
    }
  },
  verifier: async (keys) => {
    const key = await cryptoKeyOf(keys, 'verifying')
    const options = {
      algorithms: [keys.alg],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYP,
      requiredClaims: ['exp'],
    }
    return {
      differs: 'with a CryptoKey; WebCrypto verifies on another thread',
      verify: (token) => jwtVerify(token, key, options),
      claimsOf: (answer) => (answer as JWTVerifyResult).payload,
    }
  },
}
