// Compiled without any types but the platform's: what it imports must not need more.
import {
  type Capability,
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  type Grant,
  type Verifier,
} from '@grantline/core'
import { TokenManager } from '@grantline/core/client'
import { createGate, type Denial, tokenHandler } from '@grantline/core/http'
import { CapabilityToken } from '@grantline/core/twilio'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const capability: Capability = dial({ appSid: 'AP1' })
// @ts-expect-error A request names every constraint.
export const wrong = (grant: Grant): boolean => grant.allows(dial, {})

const keys = await generateKey('EdDSA')
const minter = createMinter({ issuer: 'here', keys })
const verifier: Verifier = createVerifier({ issuer: 'here', keys })
export const allowed: boolean = (
  await verifier.verify((await minter.mint({ capabilities: [capability] })).token)
).allows(dial, { appSid: 'AP1' })

export const gate = createGate({ verifier })
export const answer: Promise<Response> = tokenHandler({
  minter,
  authorize: () => ({ subject: 'alice', capabilities: [capability] }),
})(new Request('https://a.example/token', { method: 'POST' }))
export const toResponse = (denial: Denial): Response => denial.toResponse()
export const manager = new TokenManager({ endpoint: '/token' })
export const classic: Promise<string> = new CapabilityToken({ accountSid: 'AC', authToken: 'x' })
  .allowClientIncoming('Alice')
  .generateToken()

// @ts-expect-error Types of Node would make this a name.
export type None = NodeJS.Process
