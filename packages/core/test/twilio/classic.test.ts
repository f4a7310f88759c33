import { expect, test } from 'vitest'
import { CapabilityToken, type FormParams } from '../../src/twilio.ts'
import { readLines } from '../fixtures/read-lines.ts'

type Call =
  | { readonly m: 'incoming'; readonly clientName: string }
  | { readonly m: 'outgoing'; readonly appSid: string; readonly params?: FormParams }
  | { readonly m: 'generate' }

interface Line {
  readonly case: string
  readonly calls: readonly Call[]
  readonly iss: string
  readonly secret: string
  readonly now: number
  readonly ttl: number | null
  readonly token: string
}

async function replay(builder: CapabilityToken, calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    if (call.m === 'incoming') builder.allowClientIncoming(call.clientName)
    else if (call.m === 'outgoing') builder.allowClientOutgoing(call.appSid, call.params)
    else await builder.generateToken()
  }
}

// What the classic PHP, Ruby and Node libraries all give, byte for byte.
test.each(readLines<Line>('twilio/classic.jsonl'))('gives the bytes of $case', async (line) => {
  const builder = new CapabilityToken({
    accountSid: line.iss,
    authToken: line.secret,
    clock: () => line.now,
  })
  await replay(builder, line.calls)
  const { ttl } = line
  expect(await (ttl === null ? builder.generateToken() : builder.generateToken(ttl))).toBe(
    line.token,
  )
})
