import { describe, expect, test } from 'vitest'
import {
  startCall,
  stepCall,
  type Call,
  type CallEvent,
  type CallStep,
} from '../../src/server/call.ts'
import type { CallEffect } from '../../src/server/call-effect.ts'
import type { IncomingCall, PeerSignal } from '../../src/shared/protocol.ts'

const about: IncomingCall = { id: 'call', from: 'Alice', to: 'Bob', params: {} }
const alice = { line: 'a1', session: 'alice' }
const bob = { line: 'b1', session: 'bob' }
const bobToo = { line: 'b2', session: 'bob' }
const bobElsewhere = { line: 'b9', session: 'bob-elsewhere' }
const candidate = (nth: number): PeerSignal => ({ candidate: { candidate: `candidate:${nth}` } })

/** Plays events one after the other; a call that is over takes no more. */
function play(first: CallStep, ...events: readonly CallEvent[]): CallStep {
  let step = first
  for (const event of events) {
    if (step.call === null) throw new Error(`the call was over before "${event.type}"`)
    step = stepCall(step.call, event)
  }
  return step
}

const ringing = startCall(about, alice, [bob, bobToo])
const active = play(ringing, { type: 'accept', ...bob })

/** What each line hears, in order. */
function heard(effects: readonly CallEffect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type !== 'send') return []
    const { line, message } = effect
    return [`${line} ${message.type}${message.type === 'ended' ? ` ${message.reason}` : ''}`]
  })
}

function timers(effects: readonly CallEffect[]): string[] {
  return effects.flatMap((effect) =>
    effect.type === 'send' ? [] : [`${effect.type} ${effect.timer}`],
  )
}

describe('a call that rings', () => {
  test('rings at every line, for half a minute', () => {
    expect(heard(ringing.effects)).toEqual(['b1 incoming', 'b2 incoming'])
    expect(ringing.effects.at(-1)).toEqual({ type: 'start', timer: 'ring', seconds: 30 })
  })

  test('goes to the first who accepts', () => {
    expect(heard(active.effects)).toEqual([
      'a1 accepted',
      'b1 accepted',
      'b2 ended answered_elsewhere',
    ])
    expect(timers(active.effects)).toEqual(['stop ring'])
    expect(active.call?.phase).toBe('active')
  })

  test('ends everywhere when one line declines', () => {
    const { call, effects } = play(ringing, { type: 'decline', ...bobToo })
    expect(call).toBeNull()
    expect(heard(effects)).toEqual(['a1 ended declined', 'b1 ended declined', 'b2 ended declined'])
  })

  test('counts a hang-up by the callee as declined', () => {
    const { call, effects } = play(ringing, { type: 'hang_up', ...bob })
    expect(call).toBeNull()
    expect(heard(effects)).toContain('a1 ended declined')
  })

  test('waits for the callee to come back when the last line is lost', () => {
    const one = play(ringing, { type: 'lost', line: 'b1' })
    expect(timers(one.effects)).toEqual([])
    const none = play(one, { type: 'lost', line: 'b2' })
    expect(none.effects).toEqual([{ type: 'start', timer: 'callee', seconds: 15 }])
    const back = play(none, { type: 'rings', line: 'b3', session: 'bob' })
    expect(timers(back.effects)).toEqual(['stop callee'])
    expect(heard(back.effects)).toEqual(['b3 incoming'])
    const over = play(none, { type: 'timeout', timer: 'callee' })
    expect(over.call).toBeNull()
    expect(heard(over.effects)).toEqual(['a1 ended gone'])
  })

  test('waits for a callee who reloads the page, but not for a caller who does', () => {
    expect(play(ringing, { type: 'left', line: 'b1' }).call?.phase).toBe('ringing')
    const over = play(ringing, { type: 'left', line: 'a1' })
    expect(over.call).toBeNull()
    expect(heard(over.effects)).toEqual(['a1 ended gone', 'b1 ended gone', 'b2 ended gone'])
  })

  test('stops at a line that may not be rung any more', () => {
    const { call, effects } = play(ringing, { type: 'silenced', line: 'b1' })
    expect(heard(effects)).toEqual(['b1 ended unknown'])
    expect(heard(play({ call, effects }, { type: 'accept', ...bob }).effects)).toEqual([
      'b1 ended unknown',
    ])
    expect(play(active, { type: 'silenced', line: 'b1' }).call).toEqual(active.call)
  })

  test('stops at the lines of a session that signs out', () => {
    const three = startCall(about, alice, [bob, bobToo, bobElsewhere])
    const one = play(three, { type: 'signed_out', session: 'bob' })
    expect(heard(one.effects)).toEqual(['b1 ended signed_out', 'b2 ended signed_out'])
    const over = play(one, { type: 'signed_out', session: 'bob-elsewhere' })
    expect(over.call).toBeNull()
    expect(heard(over.effects)).toEqual(['a1 ended signed_out', 'b9 ended signed_out'])
  })

  test('stops at a line whose token was revoked, which hears that from its socket', () => {
    const one = play(ringing, { type: 'revoked', line: 'b1' })
    expect(one.call).toMatchObject({ phase: 'ringing', ringing: [bobToo] })
    expect(heard(one.effects)).toEqual([])
    const over = play(one, { type: 'revoked', line: 'b2' })
    expect(over).toMatchObject({ call: null, ended: 'revoked' })
    expect(heard(over.effects)).toEqual(['a1 ended revoked'])
    expect(heard(play(ringing, { type: 'revoked', line: 'a1' }).effects)).toEqual([
      'b1 ended revoked',
      'b2 ended revoked',
    ])
  })

  test('is confirmed to a line that asks whether it still rings', () => {
    const { effects } = play(ringing, { type: 'resume', ...bob })
    expect(effects).toEqual([
      {
        type: 'send',
        line: 'b1',
        message: { type: 'resumed', callId: 'call', state: 'ringing' },
      },
    ])
  })

  test('passes no signals', () => {
    const { effects } = play(ringing, { type: 'signal', signal: candidate(1), ...alice })
    expect(heard(effects)).toEqual(['a1 refused'])
  })
})

describe('a call that is on', () => {
  test('passes signals between the two lines only', () => {
    const fromBob = play(active, { type: 'signal', signal: candidate(1), ...bob })
    expect(heard(fromBob.effects)).toEqual(['a1 signal'])
    const fromOther = play(active, { type: 'signal', signal: candidate(1), ...bobToo })
    expect(heard(fromOther.effects)).toEqual(['b2 ended unknown'])
  })

  test('takes a second accept of the same line as the same one', () => {
    expect(play(active, { type: 'accept', ...bob })).toEqual({ call: active.call, effects: [] })
  })

  test('cannot be declined any more', () => {
    const { call, effects } = play(active, { type: 'decline', ...bobToo })
    expect(call).toEqual(active.call)
    expect(heard(effects)).toEqual(['b2 ended unknown'])
  })

  test('keeps the newest signals for a side that is away', () => {
    const signals = Array.from({ length: 70 }, (_none, nth) => candidate(nth))
    const events = signals.map((signal) => ({ type: 'signal', signal, ...bob }) as const)
    const away = play(active, { type: 'lost', line: 'a1' }, ...events)
    const back = play(away, { type: 'resume', line: 'a2', session: 'alice' })
    const passed = back.effects.flatMap((effect) =>
      effect.type === 'send' && effect.message.type === 'signal' ? [effect.message.signal] : [],
    )
    expect(passed).toEqual(signals.slice(-64))
    expect(heard(back.effects)[0]).toBe('a2 resumed')
    const again = play(back, { type: 'resume', line: 'a3', session: 'alice' })
    expect(heard(again.effects)).toEqual(['a2 ended answered_elsewhere', 'a3 resumed'])
  })

  test('can be hung up by the side that came back, before it resumed', () => {
    const away = play(active, { type: 'lost', line: 'a1' })
    const { call, effects } = play(away, { type: 'hang_up', line: 'a2', session: 'alice' })
    expect(call).toBeNull()
    expect(heard(effects)).toEqual(['b1 ended hung_up'])
  })

  test('cannot be hung up by another tab while its own is there', () => {
    const { call, effects } = play(active, { type: 'hang_up', line: 'a2', session: 'alice' })
    expect(call).toEqual(active.call)
    expect(heard(effects)).toEqual(['a2 ended unknown'])
  })

  test.each([
    ['caller', 'a1', 'b1'],
    ['callee', 'b1', 'a1'],
  ])('is over for the other side when the token of the %s is revoked', (_side, line, other) => {
    const over = play(active, { type: 'revoked', line })
    expect(over).toMatchObject({ call: null, ended: 'revoked' })
    expect(heard(over.effects)).toEqual([`${other} ended revoked`])
  })

  test('gives each side a time of its own to come back', () => {
    const both = play(active, { type: 'lost', line: 'a1' }, { type: 'lost', line: 'b1' })
    expect(timers(both.effects)).toEqual(['start callee'])
    const one = play(both, { type: 'resume', line: 'a2', session: 'alice' })
    expect(timers(one.effects)).toEqual(['stop caller'])
    const over = play(one, { type: 'timeout', timer: 'callee' })
    expect(heard(over.effects)).toEqual(['a2 ended gone'])
  })

  test('is not touched by lines that have nothing to do with it', () => {
    for (const event of [
      { type: 'lost', line: 'x' },
      { type: 'left', line: 'x' },
      { type: 'signed_out', session: 'x' },
      { type: 'revoked', line: 'x' },
      { type: 'revoked', line: 'b2' },
      { type: 'rings', line: 'x', session: 'bob' },
    ] as const) {
      expect(play(active, event)).toEqual({ call: active.call, effects: [] })
    }
  })

  test('leaves the call it came from unchanged', () => {
    const before = structuredClone(active.call) as Call
    play(active, { type: 'lost', line: 'a1' }, { type: 'signal', signal: candidate(1), ...bob })
    expect(active.call).toEqual(before)
  })
})
