import { createMinter, formatScopes, importKey } from '@grantline/core'
import { makeKeys, signToken } from '../keys.ts'
import { grantlineVerifier } from '../peers/grantline.ts'
import { AUDIENCE, claimsWith, headerFor, ISSUER, TTL } from '../work.ts'
import { capabilityOf, join } from './grantline-rules.ts'
import { KEPT_ROOM, type Narrowing } from './narrowing.ts'
import { tenRules } from './rules.ts'

/** The issuer signs a token of its own. */
export async function grantlineNarrowing(): Promise<Narrowing> {
  const keys = makeKeys('EdDSA')
  const verifier = await grantlineVerifier(keys)
  const key = await importKey({ alg: 'EdDSA', jwk: keys.signing.export({ format: 'jwk' }) })
  const minter = createMinter({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: key,
    ttl: TTL,
    capabilities: [join],
  })
  const scope = formatScopes(tenRules(0).map(capabilityOf))
  const parent = await verifier.verify(signToken(keys, headerFor(keys), claimsWith(scope)))
  const capabilities = [join({ room: KEPT_ROOM })]
  return {
    name: 'grantline',
    differs: 'the issuer signs a new token, of the one capability that is left',
    narrow: async () => (await minter.attenuate(parent, { capabilities })).token,
    ask: async (token, room) => (await verifier.verify(token)).allows(join, { room }),
  }
}
