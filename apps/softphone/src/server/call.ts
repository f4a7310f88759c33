import type { EndReason, IncomingCall, PeerSignal, ServerMessage } from '../shared/protocol.ts'
import { send, start, stop, type CallEffect, type CallTimer } from './call-effect.ts'

/** Signals kept for a side that is away. */
const MAX_KEPT_SIGNALS = 64

/** One socket of one signed-in session. */
export interface LineRef {
  readonly line: string
  readonly session: string
}

/** One side of a call; `line` is null while its socket is away. */
interface Party {
  readonly session: string
  readonly line: string | null
  readonly kept: readonly PeerSignal[]
}

/** A call: ringing at every line of the callee, or on between two lines. */
export type Call =
  | {
      readonly phase: 'ringing'
      readonly about: IncomingCall
      readonly caller: Party
      readonly ringing: readonly LineRef[]
    }
  | {
      readonly phase: 'active'
      readonly about: IncomingCall
      readonly caller: Party
      readonly callee: Party
    }

/** Which side of a call. */
type Side = 'caller' | 'callee'

/** What can happen to a call. */
export type CallEvent =
  /** A line of the callee registered while the call rings. */
  | ({ readonly type: 'rings' } & LineRef)
  | ({ readonly type: 'accept' | 'decline' | 'hang_up' | 'resume' } & LineRef)
  | ({ readonly type: 'signal'; readonly signal: PeerSignal } & LineRef)
  /** A socket is gone: `left` when its page was closed, `lost` when it may come back. */
  | { readonly type: 'lost' | 'left'; readonly line: string }
  /** A line of the callee may not be rung any more. */
  | { readonly type: 'silenced'; readonly line: string }
  | { readonly type: 'signed_out'; readonly session: string }
  /** The token of a line was revoked: its socket closes, with a reason of its own. */
  | { readonly type: 'revoked'; readonly line: string }
  | { readonly type: 'timeout'; readonly timer: CallTimer }

/** The call afterwards, `null` once it is over, and what has to be done. */
export interface CallStep {
  readonly call: Call | null
  readonly effects: readonly CallEffect[]
  /** Why it is over. */
  readonly ended?: EndReason
}

/** A new call: it rings at every line of the callee at once. */
export function startCall(
  about: IncomingCall,
  caller: LineRef,
  ringing: readonly LineRef[],
): CallStep {
  const call: Call = { phase: 'ringing', about, caller: partyOf(caller), ringing }
  const incoming: ServerMessage = { type: 'incoming', call: about }
  const effects = ringing.map(({ line }) => send(line, incoming))
  return { call, effects: [...effects, start('ring')] }
}

/** What an event makes of a call. Pure: the same call and event give the same step. */
export function stepCall(call: Call, event: CallEvent): CallStep {
  switch (event.type) {
    case 'rings':
      return ringAt(call, event)
    case 'accept':
      return accept(call, event)
    case 'decline':
      return decline(call, event)
    case 'hang_up':
      return hangUp(call, event)
    case 'resume':
      return resume(call, event)
    case 'signal':
      return passOn(call, event, event.signal)
    case 'left':
      return isPartyLine(call, event.line) ? finish(call, 'gone') : lose(call, event.line)
    case 'lost':
      return lose(call, event.line)
    case 'silenced':
      return silence(call, event.line)
    case 'signed_out':
      return signOut(call, event.session)
    case 'revoked':
      return revoke(call, event.line)
    case 'timeout':
      break
  }
  return finish(call, event.timer === 'ring' ? 'no_answer' : 'gone')
}

/** What a line hears about a call that is not its own, or over: whether it exists is not told. */
export function unknownCall(line: string, callId: string): CallEffect {
  return send(line, { type: 'ended', callId, reason: 'unknown' })
}

function ringAt(call: Call, { line, session }: LineRef): CallStep {
  if (call.phase !== 'ringing') return same(call)
  const ringing = [...call.ringing.filter((other) => other.line !== line), { line, session }]
  const effects = [stop('callee'), send(line, { type: 'incoming', call: call.about })]
  return { call: { ...call, ringing }, effects }
}

function accept(call: Call, ref: LineRef): CallStep {
  const { about, caller } = call
  if (call.phase === 'active') {
    return call.callee.line === ref.line ? same(call) : refuse(call, ref)
  }
  if (!ringsAt(call.ringing, ref.line)) return refuse(call, ref)
  const accepted: ServerMessage = { type: 'accepted', callId: about.id }
  const others = call.ringing.filter(({ line }) => line !== ref.line)
  return {
    call: { phase: 'active', about, caller, callee: partyOf(ref) },
    effects: [
      stop('ring'),
      ...toParty(caller, accepted),
      send(ref.line, accepted),
      ...others.map(({ line }) => send(line, ended(call, 'answered_elsewhere'))),
    ],
  }
}

function decline(call: Call, ref: LineRef): CallStep {
  if (call.phase === 'active' || !ringsAt(call.ringing, ref.line)) return refuse(call, ref)
  return finish(call, 'declined')
}

function hangUp(call: Call, ref: LineRef): CallStep {
  if (isPartyLine(call, ref.line)) return finish(call, 'hung_up')
  if (call.phase === 'ringing' && ringsAt(call.ringing, ref.line)) return finish(call, 'declined')
  // Back on a new socket and hanging up before it resumed.
  const side = sideOfSession(call, ref.session)
  const party = side === undefined ? undefined : partyAt(call, side)
  return party?.line === null ? finish(call, 'hung_up') : refuse(call, ref)
}

function resume(call: Call, ref: LineRef): CallStep {
  const resumed: ServerMessage = { type: 'resumed', callId: call.about.id, state: call.phase }
  if (call.phase === 'ringing' && ringsAt(call.ringing, ref.line)) {
    return { call, effects: [send(ref.line, resumed)] }
  }
  const side = sideOfSession(call, ref.session)
  const party = side === undefined ? undefined : partyAt(call, side)
  if (side === undefined || party === undefined) return refuse(call, ref)
  // The old socket may be dead without anybody having noticed, so the new one wins.
  const replaced = party.line !== null && party.line !== ref.line ? [party.line] : []
  return {
    call: withParty(call, side, partyOf(ref)),
    effects: [
      stop(side),
      ...replaced.map((line) => send(line, ended(call, 'answered_elsewhere'))),
      send(ref.line, resumed),
      ...party.kept.map((signal) => send(ref.line, signalOf(call, signal))),
    ],
  }
}

function passOn(call: Call, ref: LineRef, signal: PeerSignal): CallStep {
  if (!isPartyLine(call, ref.line)) return refuse(call, ref)
  if (call.phase === 'ringing') {
    const title = 'The call has not been answered yet.'
    const refused = { type: 'refused', of: 'signal', code: 'not_connected', title } as const
    return { call, effects: [send(ref.line, refused)] }
  }
  const other: Side = call.caller.line === ref.line ? 'callee' : 'caller'
  const party = call[other]
  if (party.line !== null) return { call, effects: [send(party.line, signalOf(call, signal))] }
  const kept = [...party.kept, signal].slice(-MAX_KEPT_SIGNALS)
  return { call: withParty(call, other, { ...party, kept }), effects: [] }
}

function silence(call: Call, line: string): CallStep {
  if (call.phase === 'active' || !ringsAt(call.ringing, line)) return same(call)
  const step = lose(call, line)
  return { ...step, effects: [...step.effects, unknownCall(line, call.about.id)] }
}

function lose(call: Call, line: string): CallStep {
  if (call.phase === 'ringing' && ringsAt(call.ringing, line)) {
    const ringing = call.ringing.filter((other) => other.line !== line)
    return { call: { ...call, ringing }, effects: ringing.length === 0 ? [start('callee')] : [] }
  }
  const side = sideOfLine(call, line)
  const party = side === undefined ? undefined : partyAt(call, side)
  if (side === undefined || party === undefined) return same(call)
  return { call: withParty(call, side, { ...party, line: null }), effects: [start(side)] }
}

function signOut(call: Call, session: string): CallStep {
  if (sideOfSession(call, session) !== undefined) return finish(call, 'signed_out')
  return stopRinging(call, (ref) => ref.session === session, 'signed_out')
}

function revoke(call: Call, line: string): CallStep {
  const step = isPartyLine(call, line)
    ? finish(call, 'revoked')
    : stopRinging(call, (ref) => ref.line === line, 'revoked')
  // The line itself hears of its token, not of the call.
  const isForOthers = (effect: CallEffect): boolean =>
    effect.type !== 'send' || effect.line !== line
  return { ...step, effects: step.effects.filter(isForOthers) }
}

function stopRinging(call: Call, leaves: (ref: LineRef) => boolean, reason: EndReason): CallStep {
  if (call.phase === 'active') return same(call)
  const leaving = call.ringing.filter(leaves)
  if (leaving.length === 0) return same(call)
  if (leaving.length === call.ringing.length) return finish(call, reason)
  const ringing = call.ringing.filter((ref) => !leaves(ref))
  const effects = leaving.map(({ line }) => send(line, ended(call, reason)))
  return { call: { ...call, ringing }, effects }
}

function finish(call: Call, reason: EndReason): CallStep {
  const message = ended(call, reason)
  const others =
    call.phase === 'ringing'
      ? call.ringing.map(({ line }) => send(line, message))
      : toParty(call.callee, message)
  return { call: null, effects: [...toParty(call.caller, message), ...others], ended: reason }
}

function same(call: Call): CallStep {
  return { call, effects: [] }
}

function refuse(call: Call, { line }: LineRef): CallStep {
  return { call, effects: [unknownCall(line, call.about.id)] }
}

function partyOf({ line, session }: LineRef): Party {
  return { line, session, kept: [] }
}

function partyAt(call: Call, side: Side): Party | undefined {
  if (side === 'caller') return call.caller
  return call.phase === 'active' ? call.callee : undefined
}

function withParty(call: Call, side: Side, party: Party): Call {
  if (side === 'caller') return { ...call, caller: party }
  return call.phase === 'active' ? { ...call, callee: party } : call
}

function sideOfLine(call: Call, line: string): Side | undefined {
  if (call.caller.line === line) return 'caller'
  return call.phase === 'active' && call.callee.line === line ? 'callee' : undefined
}

function sideOfSession(call: Call, session: string): Side | undefined {
  if (call.caller.session === session) return 'caller'
  return call.phase === 'active' && call.callee.session === session ? 'callee' : undefined
}

function isPartyLine(call: Call, line: string): boolean {
  return sideOfLine(call, line) !== undefined
}

function ringsAt(ringing: readonly LineRef[], line: string): boolean {
  return ringing.some((other) => other.line === line)
}

function toParty(party: Party, message: ServerMessage): readonly CallEffect[] {
  return party.line === null ? [] : [send(party.line, message)]
}

function ended(call: Call, reason: EndReason): ServerMessage {
  return { type: 'ended', callId: call.about.id, reason }
}

function signalOf(call: Call, signal: PeerSignal): ServerMessage {
  return { type: 'signal', callId: call.about.id, signal }
}
