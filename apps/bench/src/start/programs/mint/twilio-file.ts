import ClientCapability from 'twilio/lib/jwt/ClientCapability.js'
import { APP_SID, SECRET, TTL } from '../claims.ts'
import type { Program } from '../program.ts'

const { IncomingClientScope, OutgoingClientScope } = ClientCapability.default

export const run: Program = () => {
  const accountSid = 'AC00000000000000000000000000000000'
  const token = new ClientCapability.default({ accountSid, authToken: SECRET, ttl: TTL })
  token.addScope(new IncomingClientScope('alice'))
  token.addScope(new OutgoingClientScope({ applicationSid: APP_SID, clientName: 'alice' }))
  return token.toJwt()
}
