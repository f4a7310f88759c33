import { randomUUID } from 'node:crypto'
import { sign, verify } from 'hono/jwt'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import { cryptoKeyOf } from './crypto-key.ts'
import { claimsThemselves, type Peer } from './peer.ts'

/** With a CryptoKey, although its documentation shows text, which it imports for every token. */
export const hono: Peer = {
  name: 'hono/jwt',
  minter: async (keys) => {
    const key = await cryptoKeyOf(keys, 'signing')
    const mint = (sub: string, scope: string): Promise<string> => {
      const iat = Math.floor(Date.now() / 1000)
      const jti = randomUUID()
      return sign(
        { iss: ISSUER, sub, aud: AUDIENCE, exp: iat + TTL, iat, jti, scope },
        key,
        keys.alg,
      )
    }
    const held = twoScopes('alice')
    return {
      differs:
        'with a CryptoKey (its documentation shows text, imported anew each time); its `typ` is always JWT',
      held: () => mint('alice', held),
      fresh: (turn) => mint(userOf(turn), twoScopes(userOf(turn))),
    }
  },
  verifier: async (keys) => {
    const key = await cryptoKeyOf(keys, 'verifying')
    const options = { alg: keys.alg, iss: ISSUER, aud: AUDIENCE, typ: TYP } as const
    return {
      differs:
        'with a CryptoKey (its documentation shows text, imported anew each time); accepts a token without `exp`',
      verify: (token) => verify(token, key, options),
      claimsOf: claimsThemselves,
    }
  },
}
