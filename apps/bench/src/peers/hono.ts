import { randomUUID } from 'node:crypto'
import { sign, verify } from 'hono/jwt'
import { SECRET, type Keys } from '../keys.ts'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import type { Peer } from './peer.ts'

/** With a CryptoKey, although its documentation shows text, which it imports for every token. */
export const hono: Peer = {
  name: 'hono/jwt',
  minter: async (keys) => {
    const key = await importSecret(keys)
    const mint = (sub: string, scope: string): Promise<string> => {
      const iat = Math.floor(Date.now() / 1000)
      const jti = randomUUID()
      // Its header is always { alg, typ: 'JWT' }.
      return sign(
        { iss: ISSUER, sub, aud: AUDIENCE, exp: iat + TTL, iat, jti, scope },
        key,
        'HS256',
      )
    }
    const held = twoScopes('alice')
    return {
      held: () => mint('alice', held),
      fresh: (turn) => mint(userOf(turn), twoScopes(userOf(turn))),
    }
  },
  verifier: async (keys) => {
    const key = await importSecret(keys)
    const options = { alg: 'HS256', iss: ISSUER, aud: AUDIENCE, typ: TYP } as const
    return {
      verify: (token) => verify(token, key, options),
      claimsOf: (answer) => answer as Record<string, unknown>,
    }
  },
}

async function importSecret({ alg }: Keys): Promise<CryptoKey> {
  if (alg !== 'HS256') throw new Error('hono/jwt is compared with HS256 only')
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', Buffer.from(SECRET), hmac, false, ['sign', 'verify'])
}
