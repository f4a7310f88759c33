import type { EndReason, IncomingCall } from '../../shared/protocol.ts'
import type { Problem } from '../problem.ts'

export type Params = IncomingCall['params']

/** Why a call ended, as this side sees it. */
export type End =
  | { readonly by: 'me' }
  | { readonly by: 'server'; readonly reason: EndReason }
  /** The own token was revoked. */
  | { readonly by: 'revocation' }
  | { readonly by: 'refusal'; readonly problem: Problem }
  | { readonly by: 'no_server' }

/** A call that is over, for the sentence about it. */
export interface EndedCall {
  readonly name: string
  readonly direction: 'outgoing' | 'incoming'
  readonly end: End
  /** How long it was talked, in milliseconds; absent if it never was. */
  readonly talkedMs?: number
}

/** What the two messages that can overtake the answer to a dial say. */
type Early =
  | { readonly type: 'accepted'; readonly callId: string }
  | { readonly type: 'ended'; readonly callId: string; readonly reason: EndReason }

/** Where this phone is in a call. */
export type CallState =
  | { readonly phase: 'idle'; readonly last?: EndedCall }
  | {
      readonly phase: 'dialling'
      readonly to: string
      /** Tells the answer to this dial from that to an older one. */
      readonly attempt: number
      readonly early: readonly Early[]
      /** Somebody calls while this phone is about to call: shown if the dial fails. */
      readonly waiting?: IncomingCall
    }
  | { readonly phase: 'ringing'; readonly id: string; readonly to: string }
  | { readonly phase: 'incoming'; readonly call: IncomingCall }
  | {
      readonly phase: 'talking'
      readonly id: string
      readonly name: string
      readonly direction: 'outgoing' | 'incoming'
      readonly params: Params
      /** When it was accepted, in milliseconds since 1970. */
      readonly since: number
    }

/** What happens to a call; `at` is in milliseconds since 1970. */
export type CallEvent =
  | { readonly type: 'dial'; readonly to: string; readonly attempt: number }
  | { readonly type: 'dialled'; readonly callId: string; readonly at: number }
  | { readonly type: 'dial_failed'; readonly end: End }
  | { readonly type: 'incoming'; readonly call: IncomingCall }
  | { readonly type: 'accept'; readonly at: number }
  | { readonly type: 'accepted'; readonly callId: string; readonly at: number }
  | {
      readonly type: 'ended'
      readonly callId: string
      readonly reason: EndReason
      readonly at: number
    }
  | { readonly type: 'hang_up'; readonly at: number }
  /** The own token was revoked, and with it went everything that waited, too. */
  | { readonly type: 'revoked'; readonly at: number }

export const IDLE: CallState = Object.freeze({ phase: 'idle' })

/** The next state of a call; what does not fit the present one changes nothing. */
export function nextCallState(state: CallState, event: CallEvent): CallState {
  switch (event.type) {
    case 'dial':
      if (state.phase !== 'idle') return state
      return { phase: 'dialling', to: event.to, attempt: event.attempt, early: [] }
    case 'dialled':
      return dialled(state, event.callId, event.at)
    case 'dial_failed':
      return dialFailed(state, event.end)
    case 'incoming':
      return incoming(state, event.call)
    case 'accept':
      return accept(state, event.at)
    case 'accepted':
      return accepted(state, event.callId, event.at)
    case 'ended':
      return ended(state, event.callId, event.reason, event.at)
    case 'revoked':
      return over(withoutWaiting(state), { by: 'revocation' }, event.at)
    case 'hang_up':
      break
  }
  return over(state, { by: 'me' }, event.at)
}

/** The id the server knows the call by; `undefined` while it has none. */
export function callIdOf(state: CallState): string | undefined {
  switch (state.phase) {
    case 'ringing':
    case 'talking':
      return state.id
    case 'incoming':
      return state.call.id
    case 'idle':
    case 'dialling':
      break
  }
  return undefined
}

function dialled(state: CallState, callId: string, at: number): CallState {
  if (state.phase !== 'dialling') return state
  const ringing: CallState = { phase: 'ringing', id: callId, to: state.to }
  const early = state.early.find((each) => each.callId === callId)
  return early === undefined ? ringing : nextCallState(ringing, { ...early, at })
}

function dialFailed(state: CallState, end: End): CallState {
  if (state.phase !== 'dialling') return state
  if (state.waiting !== undefined) return { phase: 'incoming', call: state.waiting }
  return { phase: 'idle', last: { name: state.to, direction: 'outgoing', end } }
}

function incoming(state: CallState, call: IncomingCall): CallState {
  if (state.phase === 'idle') return { phase: 'incoming', call }
  if (state.phase === 'dialling') return { ...state, waiting: call }
  return state
}

function accept(state: CallState, at: number): CallState {
  if (state.phase !== 'incoming') return state
  const { id, from, params } = state.call
  return { phase: 'talking', id, name: from, direction: 'incoming', params, since: at }
}

function accepted(state: CallState, callId: string, at: number): CallState {
  if (state.phase === 'dialling') {
    return { ...state, early: [...state.early, { type: 'accepted', callId }] }
  }
  if (state.phase !== 'ringing' || state.id !== callId) return state
  return {
    phase: 'talking',
    id: callId,
    name: state.to,
    direction: 'outgoing',
    params: {},
    since: at,
  }
}

function ended(state: CallState, callId: string, reason: EndReason, at: number): CallState {
  if (state.phase === 'dialling') {
    const { waiting, ...alone } = state
    if (waiting?.id === callId) return alone
    // It outdoes an acceptance of the same call that also came early.
    return { ...state, early: [{ type: 'ended', callId, reason }, ...state.early] }
  }
  if (callIdOf(state) !== callId) return state
  return over(state, { by: 'server', reason }, at)
}

function withoutWaiting(state: CallState): CallState {
  if (state.phase !== 'dialling') return state
  const { waiting: _waiting, ...alone } = state
  return alone
}

function over(state: CallState, end: End, at: number): CallState {
  switch (state.phase) {
    case 'idle':
      return state
    case 'dialling':
      // The call that waited behind the dial is still there.
      if (state.waiting !== undefined) return { phase: 'incoming', call: state.waiting }
      return { phase: 'idle', last: { name: state.to, direction: 'outgoing', end } }
    case 'ringing':
      return { phase: 'idle', last: { name: state.to, direction: 'outgoing', end } }
    case 'incoming':
      return { phase: 'idle', last: { name: state.call.from, direction: 'incoming', end } }
    case 'talking':
      break
  }
  const { name, direction, since } = state
  return { phase: 'idle', last: { name, direction, end, talkedMs: Math.max(0, at - since) } }
}
