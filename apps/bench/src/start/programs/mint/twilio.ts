import twilio from 'twilio'
import { APP_SID, SECRET, TTL } from '../claims.ts'
import type { Program } from '../program.ts'

const { ClientCapability } = twilio.jwt
const { IncomingClientScope, OutgoingClientScope } = ClientCapability

export const run: Program = () => {
  const accountSid = 'AC00000000000000000000000000000000'
  const token = new ClientCapability({ accountSid, authToken: SECRET, ttl: TTL })
  token.addScope(new IncomingClientScope('alice'))
  token.addScope(new OutgoingClientScope({ applicationSid: APP_SID, clientName: 'alice' }))
  return token.toJwt()
}
