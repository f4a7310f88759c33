import { describe, expect, test } from 'vitest'
import { readMessage } from '../../src/page/signal/read-message.ts'
import type { ServerMessage } from '../../src/shared/protocol.ts'

const call = { id: 'c1', from: 'Alice', to: 'Bob', params: { Foo: 'Bar', Tags: ['a', 'b'] } }
const description = { type: 'offer', sdp: 'v=0' } as const

describe('a message of the server', () => {
  test.each<ServerMessage>([
    { type: 'connected', connection: 's1' },
    { type: 'registered', clientName: 'Alice' },
    { type: 'renewed', expiresAt: 1 },
    { type: 'presence', names: ['Bob'] },
    { type: 'incoming', call },
    { type: 'accepted', callId: 'c1' },
    { type: 'resumed', callId: 'c1', state: 'active' },
    { type: 'ended', callId: 'c1', reason: 'gone' },
    { type: 'signal', callId: 'c1', signal: { description } },
    { type: 'signal', callId: 'c1', signal: { candidate: { candidate: '' } } },
    { type: 'refused', of: 'register', code: 'insufficient_capability', title: 'No.' },
    { type: 'signed_out' },
  ])('is read: %j', (message) => {
    expect(readMessage(JSON.stringify(message))).toEqual(message)
  })

  test.each([
    'no json',
    'null',
    '[]',
    '{}',
    '{"type":"toString"}',
    '{"type":"presence","names":"Bob"}',
    '{"type":"presence","names":[1]}',
    '{"type":"incoming","call":{"id":"c1","from":"Alice","to":"Bob"}}',
    '{"type":"incoming","call":{"id":"c1","from":"Alice","to":"Bob","params":{"a":1}}}',
    '{"type":"signal","callId":"c1","signal":{}}',
    '{"type":"signal","callId":"c1","signal":{"description":{"type":"rollback","sdp":""}}}',
    '{"type":"ended","callId":"c1"}',
    '{"type":"accepted","__proto__":{"callId":"c1"}}',
  ])('is left alone when it is not understood: %s', (text) => {
    expect(readMessage(text)).toBeUndefined()
  })
})
