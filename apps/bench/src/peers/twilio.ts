import twilioPackage from 'twilio'
import { SECRET } from '../keys.ts'
import { APP_SID, TTL, userOf } from '../work.ts'
import type { Peer } from './peer.ts'

const { ClientCapability } = twilioPackage.jwt
const { IncomingClientScope, OutgoingClientScope } = ClientCapability

/**
 * Its `ClientCapability`, the token whose claim holds scope URIs as ours does; its `AccessToken` says
 * the same in nested JSON. It verifies nothing, and has HS256 only.
 */
export const twilio: Peer = {
  name: 'twilio',
  minter: ({ alg }) => {
    if (alg !== 'HS256') throw new Error('twilio has HS256 only')
    const held = tokenFor('alice')
    return {
      differs:
        'ClientCapability, whose secret can only be text; it has no `sub`, `aud` and `jti` to write',
      held: () => held.toJwt(),
      fresh: (turn) => tokenFor(userOf(turn)).toJwt(),
    }
  },
}

function tokenFor(user: string): InstanceType<typeof ClientCapability> {
  const token = new ClientCapability({
    accountSid: 'AC00000000000000000000000000000000',
    authToken: SECRET,
    ttl: TTL,
  })
  token.addScope(new IncomingClientScope(user))
  token.addScope(new OutgoingClientScope({ applicationSid: APP_SID, clientName: user }))
  return token
}
