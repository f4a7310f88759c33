import {
  carried,
  createMinter,
  defineCapability,
  exact,
  importKey,
  optional,
} from '@grantline/core'
import { APP_SID, AUDIENCE, ISSUER, SECRET, TTL } from '../claims.ts'
import type { Program } from '../program.ts'

const answer = defineCapability('client:incoming', { clientName: exact() })
const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  clientName: optional(carried()),
})

export const run: Program = async () => {
  const keys = await importKey({ alg: 'HS256', secret: SECRET })
  const minter = createMinter({ issuer: ISSUER, audience: AUDIENCE, keys, ttl: TTL })
  const { token } = await minter.mint({
    subject: 'alice',
    capabilities: [answer({ clientName: 'alice' }), dial({ appSid: APP_SID, clientName: 'alice' })],
  })
  return token
}
