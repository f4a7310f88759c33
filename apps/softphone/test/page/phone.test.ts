import { beforeEach, describe, expect, test } from 'vitest'
import { Phone } from '../../src/page/call/phone.ts'
import type { ClientMessage } from '../../src/shared/protocol.ts'

const CALL = { id: 'c1', from: 'Alice', to: 'Bob', params: { SignedInAs: 'Alice' } }

let isOnline: boolean
let sent: ClientMessage[]
let phone: Phone

beforeEach(() => {
  isOnline = true
  sent = []
  phone = new Phone({
    authFetch: fetch,
    signalling: {
      connection: 's1',
      send: (message) => {
        if (isOnline) sent.push(message)
        return isOnline
      },
    },
  })
})

describe('a phone', () => {
  test('shows who is here once it is told', () => {
    expect(phone.snapshot.presence).toBeUndefined()
    phone.receive({ type: 'presence', names: ['Alice'] })
    expect(phone.snapshot.presence).toEqual(['Alice'])
  })

  test('rings, and says no to the server', () => {
    phone.receive({ type: 'incoming', call: CALL })
    expect(phone.snapshot.call).toEqual({ phase: 'incoming', call: CALL })
    phone.hangUp()
    expect(phone.snapshot.call.phase).toBe('idle')
    expect(sent).toEqual([{ type: 'decline', callId: 'c1' }])
  })

  test('says it later when the line is away, once', () => {
    phone.receive({ type: 'incoming', call: CALL })
    isOnline = false
    phone.hangUp()
    isOnline = true
    phone.receive({ type: 'registered', clientName: 'Bob' })
    phone.receive({ type: 'registered', clientName: 'Bob' })
    expect(sent).toEqual([{ type: 'decline', callId: 'c1' }])
  })

  test('asks for its call when the line is back', () => {
    phone.receive({ type: 'incoming', call: CALL })
    phone.receive({ type: 'registered', clientName: 'Bob' })
    expect(sent).toEqual([{ type: 'resume', callId: 'c1' }])
    phone.receive({ type: 'ended', callId: 'c1', reason: 'unknown' })
    expect(phone.snapshot.call).toMatchObject({
      phase: 'idle',
      last: { name: 'Alice', end: { by: 'server', reason: 'unknown' } },
    })
  })

  test('asks for nothing when there is no call', () => {
    phone.receive({ type: 'registered', clientName: 'Bob' })
    expect(sent).toEqual([])
  })

  test('ends its call with a revoked token, and says no more', () => {
    phone.receive({ type: 'presence', names: ['Alice'] })
    phone.receive({ type: 'incoming', call: CALL })
    isOnline = false
    phone.hangUp()
    phone.receive({ type: 'incoming', call: CALL })
    phone.tokenRevoked()
    expect(phone.snapshot).toMatchObject({
      presence: undefined,
      call: { phase: 'idle', last: { name: 'Alice', end: { by: 'revocation' } } },
    })
    isOnline = true
    phone.receive({ type: 'registered', clientName: 'Bob' })
    expect(sent).toEqual([])
  })

  test('forgets everything with the sign-in', () => {
    phone.receive({ type: 'presence', names: ['Alice'] })
    phone.receive({ type: 'incoming', call: CALL })
    isOnline = false
    phone.hangUp()
    phone.close()
    isOnline = true
    phone.receive({ type: 'registered', clientName: 'Bob' })
    expect(sent).toEqual([])
    expect(phone.snapshot).toMatchObject({ call: { phase: 'idle' }, presence: undefined })
  })
})
