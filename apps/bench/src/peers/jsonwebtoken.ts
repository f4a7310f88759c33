import { randomUUID } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { AUDIENCE, ISSUER, TTL, twoScopes, TYP, userOf } from '../work.ts'
import { claimsThemselves, type Peer } from './peer.ts'

/** With key objects: a secret as text costs it half a millisecond a call. It has no EdDSA. */
export const jsonwebtoken: Peer = {
  name: 'jsonwebtoken',
  minter: ({ alg, signing }) => {
    if (alg === 'EdDSA') throw new Error('jsonwebtoken has no EdDSA')
    const mint = (sub: string, scope: string): string =>
      jwt.sign({ iss: ISSUER, sub, aud: AUDIENCE, jti: randomUUID(), scope }, signing, {
        algorithm: alg,
        expiresIn: TTL,
        header: { alg, typ: TYP },
      })
    const held = twoScopes('alice')
    return {
      differs: 'with a KeyObject: text is read and imported anew each time',
      held: () => mint('alice', held),
      fresh: (turn) => mint(userOf(turn), twoScopes(userOf(turn))),
    }
  },
  verifier: ({ alg, verifying }) => {
    if (alg === 'EdDSA') throw new Error('jsonwebtoken has no EdDSA')
    const options = { algorithms: [alg], issuer: ISSUER, audience: AUDIENCE }
    return {
      differs: 'with a KeyObject; checks no `typ`, and accepts a token without `exp`',
      verify: (token) => jwt.verify(token, verifying, options),
      claimsOf: claimsThemselves,
    }
  },
}
