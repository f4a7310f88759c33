import { CapabilityToken } from '@grantline/core/twilio'
import { APP_SID, SECRET, TTL } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = () =>
  new CapabilityToken({ accountSid: 'AC00000000000000000000000000000000', authToken: SECRET })
    .allowClientIncoming('alice')
    .allowClientOutgoing(APP_SID)
    .generate({ ttl: TTL })
