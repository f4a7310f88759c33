import { describe, expect, test } from 'vitest'
import {
  callIdOf,
  IDLE,
  nextCallState,
  type CallEvent,
  type CallState,
} from '../../src/page/call/call-state.ts'

const CALL = { id: 'c1', from: 'Alice', to: 'Bob', params: { SignedInAs: 'Alice' } }
const OTHER = { id: 'c2', from: 'Carol', to: 'Bob', params: {} }

const dialling = (attempt = 1): CallEvent => ({ type: 'dial', to: 'Bob', attempt })
const after = (...events: CallEvent[]): CallState => events.reduce(nextCallState, IDLE)

describe('an outgoing call', () => {
  test('rings once the server knows it, and talks once it is accepted', () => {
    const ringing = after(dialling(), { type: 'dialled', callId: 'c1', at: 5 })
    expect(ringing).toEqual({ phase: 'ringing', id: 'c1', to: 'Bob' })
    expect(nextCallState(ringing, { type: 'accepted', callId: 'c1', at: 9 })).toMatchObject({
      phase: 'talking',
      id: 'c1',
      name: 'Bob',
      direction: 'outgoing',
      since: 9,
    })
  })

  test('is accepted even if the acceptance overtakes the answer to the dial', () => {
    const state = after(
      dialling(),
      { type: 'accepted', callId: 'c1', at: 3 },
      { type: 'dialled', callId: 'c1', at: 5 },
    )
    expect(state).toMatchObject({ phase: 'talking', id: 'c1', since: 5 })
  })

  test('is over if its end overtakes the answer to the dial, accepted or not', () => {
    const state = after(
      dialling(),
      { type: 'accepted', callId: 'c1', at: 3 },
      { type: 'ended', callId: 'c1', reason: 'hung_up', at: 4 },
      { type: 'dialled', callId: 'c1', at: 5 },
    )
    expect(state).toEqual({
      phase: 'idle',
      last: { name: 'Bob', direction: 'outgoing', end: { by: 'server', reason: 'hung_up' } },
    })
  })

  test('does not take an early message about another call for its own', () => {
    const state = after(
      dialling(),
      { type: 'accepted', callId: 'c9', at: 3 },
      { type: 'dialled', callId: 'c1', at: 5 },
    )
    expect(state.phase).toBe('ringing')
  })

  test('that the server refuses leaves the refusal behind', () => {
    const problem = { status: 404, code: 'not_available', title: 'Bob is not here' }
    const state = after(dialling(), { type: 'dial_failed', end: { by: 'refusal', problem } })
    expect(state).toEqual({
      phase: 'idle',
      last: { name: 'Bob', direction: 'outgoing', end: { by: 'refusal', problem } },
    })
  })

  test('cannot begin while another one is on', () => {
    const ringing = after(dialling(), { type: 'dialled', callId: 'c1', at: 5 })
    expect(nextCallState(ringing, dialling(2))).toBe(ringing)
  })

  test('keeps how long it was talked', () => {
    const state = after(
      dialling(),
      { type: 'dialled', callId: 'c1', at: 1_000 },
      { type: 'accepted', callId: 'c1', at: 2_000 },
      { type: 'hang_up', at: 44_000 },
    )
    expect(state).toEqual({
      phase: 'idle',
      last: { name: 'Bob', direction: 'outgoing', end: { by: 'me' }, talkedMs: 42_000 },
    })
  })
})

describe('an incoming call', () => {
  test('is taken with what was signed about the caller', () => {
    const state = after({ type: 'incoming', call: CALL }, { type: 'accept', at: 7 })
    expect(state).toEqual({
      phase: 'talking',
      id: 'c1',
      name: 'Alice',
      direction: 'incoming',
      params: { SignedInAs: 'Alice' },
      since: 7,
    })
  })

  test('is over when the server says so, and only that one', () => {
    const ringing = after({ type: 'incoming', call: CALL })
    const end = { type: 'ended', reason: 'no_answer', at: 7 } as const
    expect(nextCallState(ringing, { ...end, callId: 'c9' })).toBe(ringing)
    expect(nextCallState(ringing, { ...end, callId: 'c1' })).toEqual({
      phase: 'idle',
      last: { name: 'Alice', direction: 'incoming', end: { by: 'server', reason: 'no_answer' } },
    })
  })

  test('does not disturb a call that is on', () => {
    const talking = after({ type: 'incoming', call: CALL }, { type: 'accept', at: 7 })
    expect(nextCallState(talking, { type: 'incoming', call: OTHER })).toBe(talking)
  })

  test('waits behind a dial, and rings when the dial fails', () => {
    const both = after(dialling(), { type: 'incoming', call: OTHER })
    expect(both.phase).toBe('dialling')
    expect(nextCallState(both, { type: 'dial_failed', end: { by: 'no_server' } })).toEqual({
      phase: 'incoming',
      call: OTHER,
    })
    expect(nextCallState(both, { type: 'hang_up', at: 1 })).toEqual({
      phase: 'incoming',
      call: OTHER,
    })
  })

  test('that ends behind a dial does not ring afterwards', () => {
    const state = after(
      dialling(),
      { type: 'incoming', call: OTHER },
      { type: 'ended', callId: 'c2', reason: 'hung_up', at: 2 },
      { type: 'dial_failed', end: { by: 'no_server' } },
    )
    expect(state.phase).toBe('idle')
  })
})

test('a call is known by its id from the moment the server told it', () => {
  expect(callIdOf(after(dialling()))).toBeUndefined()
  expect(callIdOf(after(dialling(), { type: 'dialled', callId: 'c1', at: 1 }))).toBe('c1')
  expect(callIdOf(after({ type: 'incoming', call: CALL }))).toBe('c1')
  expect(callIdOf(IDLE)).toBeUndefined()
})

test('what does not fit the present state changes nothing', () => {
  expect(nextCallState(IDLE, { type: 'accept', at: 1 })).toBe(IDLE)
  expect(nextCallState(IDLE, { type: 'hang_up', at: 1 })).toBe(IDLE)
  expect(nextCallState(IDLE, { type: 'accepted', callId: 'c1', at: 1 })).toBe(IDLE)
  expect(nextCallState(IDLE, { type: 'dialled', callId: 'c1', at: 1 })).toBe(IDLE)
})

describe('a revoked token', () => {
  test('ends whatever call there is, with how long it was talked', () => {
    const talking = after(
      dialling(),
      { type: 'dialled', callId: 'c1', at: 5 },
      { type: 'accepted', callId: 'c1', at: 10 },
    )
    expect(nextCallState(talking, { type: 'revoked', at: 40 })).toEqual({
      phase: 'idle',
      last: { name: 'Bob', direction: 'outgoing', end: { by: 'revocation' }, talkedMs: 30 },
    })
    const ringing = after({ type: 'incoming', call: CALL }, { type: 'revoked', at: 1 })
    expect(ringing).toMatchObject({ phase: 'idle', last: { name: 'Alice', direction: 'incoming' } })
  })

  test('also takes the call that waits behind a dial', () => {
    const state = after(dialling(), { type: 'incoming', call: OTHER }, { type: 'revoked', at: 1 })
    expect(state).toMatchObject({ phase: 'idle', last: { name: 'Bob', end: { by: 'revocation' } } })
  })

  test('changes nothing while there is no call', () => {
    expect(after({ type: 'revoked', at: 1 })).toBe(IDLE)
  })
})
