import { CapabilityToken } from '../../../src/twilio.ts'
import { AUTH_TOKEN, KEY_SECRET, NOW } from './diagnosis-tokens.ts'

export { access, classic, NOW } from './diagnosis-tokens.ts'

export const account = { accountSid: 'AC123', authToken: AUTH_TOKEN }
export const apiKey = { secret: KEY_SECRET }

/** A builder with all that a capability token can allow. */
export const capability: CapabilityToken = new CapabilityToken({
  ...account,
  anyClientName: true,
  clock: () => NOW,
})
  .allowClientIncoming('Alice Smith')
  .allowClientOutgoing('AP123', { Foo: 'Bar', ids: ['1', '2'] })
  .allowEventStream({ type: 'call' })
  .disablePresenceEvents()
