import { describe, expect, test } from 'vitest'
import { CapabilityToken, configure, TaskRouterCapability } from '../../src/twilio.ts'

const account = { accountSid: 'AC123', authToken: 'secret' }
const builder = (): CapabilityToken => new CapabilityToken({ ...account, anyClientName: true })
const worker = (): TaskRouterCapability =>
  new TaskRouterCapability({ ...account, workspaceSid: 'WS1' })

describe('the method that was called is named', () => {
  const long = 'x'.repeat(4097)
  test.each<[RegExp, () => unknown]>([
    [/^allowClientIncoming: .*surrogate/, () => builder().allowClientIncoming('\uD800')],
    [/^allowClientIncoming: .*4096/, () => builder().allowClientIncoming(long)],
    [/^allowClientOutgoing: .*surrogate/, () => builder().allowClientOutgoing('\uD800')],
    [
      /^allowClientOutgoing: .*surrogate/,
      () => builder().allowClientOutgoing('A', { a: '\uDC00' }),
    ],
    [
      /^allowClientOutgoing: .*surrogate/,
      () => builder().allowClientOutgoing('A', { '\uDC00': 1 }),
    ],
    [
      /^allowClientOutgoing: .*without a name/,
      () => builder().allowClientOutgoing('A', { '': 'x' }),
    ],
    [/^allowClientOutgoing: .*4096/, () => builder().allowClientOutgoing('A', { a: long })],
    [
      /^allowClientOutgoing: .*surrogate/,
      () => builder().allowClientOutgoing('A', {}, { clientName: '\uD800' }),
    ],
    [/^allowEventStream: .*surrogate/, () => builder().allowEventStream({ a: ['b', '\uDC00'] })],
    [/^allowEventStream: .*without a name/, () => builder().allowEventStream({ '': 'x' })],
  ])('%s', (message, call) => {
    expect(call).toThrow(TypeError)
    expect(call).toThrow(message)
    expect(call).not.toThrow(/formatScope|client:|stream:/)
  })

  test.each<[RegExp, () => Promise<string>]>([
    [/^generateToken: "ttl" must/, () => builder().generateToken(0)],
    [/^generate: "ttl" must/, () => builder().generate({ ttl: 0 })],
    [/^generate: "expires" must/, () => builder().generate({ expires: 0 })],
    [
      /^generate: "expires" .* at most 86400; Twilio refuses/,
      () => worker().generate({ expires: 86_401 }),
    ],
    [/^generateToken: "ttl" .* at most 86400; Twilio refuses/, () => worker().generateToken(1e6)],
  ])('with the life: %s', async (message, call) => {
    await expect(call()).rejects.toThrow(RangeError)
    await expect(call()).rejects.toThrow(message)
  })

  test('where all scopes together are too many or too long', async () => {
    const many = builder()
    for (let i = 0; i < 101; i += 1) many.disablePresenceEvents()
    await expect(many.generateToken()).rejects.toThrow(/^generateToken: .*at most 100 scopes/)
    await expect(many.generate()).rejects.toThrow(/^generate: .*at most 100 scopes/)

    const large = builder().allowClientIncoming('é'.repeat(1300))
    large.allowClientOutgoing('AP1', { a: 'x'.repeat(3000) })
    await expect(large.generateToken()).rejects.toThrow(/^generateToken: .*longer than 8192/)
    await expect(large.generateToken()).rejects.toThrow(TypeError)
  })
})

describe('configure', () => {
  test('refuses what it does not know, and nothing at all', () => {
    const one = { accountSid: 'AC1', authToken: 'x' }
    expect(() => configure({ ...one, region: 'au1' } as never)).toThrow(
      /^configure: unknown option "region"/,
    )
    for (const nothing of [undefined, null, 'AC1']) {
      expect(() => configure(nothing as never)).toThrow(TypeError)
      expect(() => configure(nothing as never)).toThrow(/^configure: .*accountSid, authToken/)
    }
  })
})
