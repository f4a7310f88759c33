import { randomUUID } from 'node:crypto'
import type { ClientMessage, DialProblem, EndReason, IncomingCall } from '../shared/protocol.ts'
import {
  startCall,
  stepCall,
  unknownCall,
  type Call,
  type CallEvent,
  type CallStep,
  type LineRef,
} from './call.ts'
import type { CallEffect } from './call-effect.ts'
import { createDirectory } from './directory.ts'
import { mayRegister, scopeToRegister, type SignedParams } from './rules.ts'
import type { Line } from './line.ts'
import type { SetTimer } from './timers.ts'

/** A call to place: everything about the caller comes from its token. */
interface DialOrder {
  readonly session: string
  /** The caller's socket; may be left out while the session has one. */
  readonly connection: string | undefined
  readonly from: string
  readonly ring: string
  readonly params: SignedParams
}

/** The id of the new call, or why there is none. */
type DialResult = { readonly callId: string } | { readonly refused: DialProblem }

/** What goes on between the open sockets. */
export interface Switchboard {
  connect(line: Line): void
  /** `left`: the page was closed, so nobody will come back to the call. */
  disconnect(id: string, how: 'lost' | 'left'): void
  /** The line presented a fresh token, and what it may do may have changed. */
  renewed(id: string): void
  receive(id: string, message: Exclude<ClientMessage, { type: 'token' }>): void
  dial(order: DialOrder): DialResult
  /** Ends the calls of a session that signs out, and tells its lines; they end with its grants. */
  signOut(session: string): void
  /** The token of a line was revoked: its calls end for everybody else; its socket is closed. */
  revoked(id: string): void
  /** Calls back with everybody who may be seen, at once and at every change; returns how to stop. */
  readonly watchPeople: (listener: (names: readonly string[]) => void) => () => void
  /** Forgets every call, without a word. */
  stop(): void
}

/** A call that is over. */
export interface FinishedCall {
  readonly about: IncomingCall
  readonly answered: boolean
  readonly reason: EndReason
}

/** A switchboard that counts time with the given timers; `onEnded` hears of every call that ends. */
export function createSwitchboard(
  setTimer: SetTimer,
  onEnded: (call: FinishedCall) => void = () => {},
): Switchboard {
  const directory = createDirectory()
  const calls = new Map<string, Call>()
  const timers = new Map<string, () => void>()

  const stopTimer = (key: string): void => {
    timers.get(key)?.()
    timers.delete(key)
  }

  const apply = (callId: string, { call, effects, ended }: CallStep): void => {
    const before = calls.get(callId)
    if (call === null) calls.delete(callId)
    else calls.set(callId, call)
    for (const effect of effects) perform(callId, effect)
    if (call !== null) return
    for (const timer of ['ring', 'caller', 'callee']) stopTimer(`${callId} ${timer}`)
    if (before === undefined || ended === undefined) return
    onEnded({ about: before.about, answered: before.phase === 'active', reason: ended })
  }

  const perform = (callId: string, effect: CallEffect): void => {
    if (effect.type === 'send') {
      directory.get(effect.line)?.send(effect.message)
      return
    }
    const { timer } = effect
    const key = `${callId} ${timer}`
    stopTimer(key)
    if (effect.type === 'stop') return
    const run = (): void => happen(callId, { type: 'timeout', timer })
    timers.set(key, setTimer(run, effect.seconds))
  }

  const happen = (callId: string, event: CallEvent): void => {
    const call = calls.get(callId)
    if (call !== undefined) apply(callId, stepCall(call, event))
  }

  const happenToAll = (event: CallEvent): void => {
    for (const callId of calls.keys()) happen(callId, event)
  }

  const isBusy = (name: string): boolean =>
    [...calls.values()].some(({ about }) => about.from === name || about.to === name)

  const register = (line: Line, clientName: string): void => {
    if (!mayRegister(line.grant(), clientName)) {
      return refuseName(line, clientName, 'The token does not allow to be called under this name.')
    }
    line.send({ type: 'registered', clientName })
    directory.register(line.id, clientName)
    for (const [callId, { about, phase }] of calls) {
      if (phase !== 'ringing' || about.to !== clientName) continue
      happen(callId, { type: 'rings', ...refOf(line) })
    }
  }

  const callerLine = ({ session, connection }: DialOrder): Line | undefined => {
    const lines = directory.ofSession(session)
    if (connection !== undefined) return lines.find((line) => line.id === connection)
    return lines.length === 1 ? lines[0] : undefined
  }

  return {
    connect(line) {
      directory.add(line)
      line.send({ type: 'connected', connection: line.id })
    },
    disconnect(id, how) {
      directory.remove(id)
      happenToAll({ type: how, line: id })
    },
    renewed(id) {
      const name = directory.nameOf(id)
      if (name === undefined || directory.recheck(id)) return
      happenToAll({ type: 'silenced', line: id })
      const line = directory.get(id)
      if (line === undefined) return
      refuseName(line, name, 'The new token does not allow to be called under this name.')
    },
    receive(id, message) {
      const line = directory.get(id)
      if (line === undefined) return
      if (message.type === 'register') return register(line, message.clientName)
      const { callId, ...event } = message
      if (!calls.has(callId)) return perform(callId, unknownCall(id, callId))
      happen(callId, { ...event, ...refOf(line) })
    },
    dial(order) {
      const caller = callerLine(order)
      if (caller === undefined) {
        return refused('bad_request', 'The page that calls is not connected.')
      }
      if (isBusy(order.from)) return refused('busy', 'You are in a call already.')
      const { from, ring: to, params } = order
      const ringing = directory.registeredAs(to)
      if (ringing.length === 0) return refused('not_available', `${to} is not here.`)
      if (isBusy(to)) return refused('busy', `${to} is in another call.`)
      const callId = randomUUID()
      apply(callId, startCall({ id: callId, from, to, params }, refOf(caller), ringing.map(refOf)))
      return { callId }
    },
    signOut(session) {
      happenToAll({ type: 'signed_out', session })
      for (const line of directory.ofSession(session)) line.send({ type: 'signed_out' })
    },
    revoked: (id) => happenToAll({ type: 'revoked', line: id }),
    watchPeople: (listener) => directory.watchPeople(listener),
    stop() {
      for (const key of timers.keys()) stopTimer(key)
      calls.clear()
    },
  }
}

function refuseName(line: Line, clientName: string, title: string): void {
  line.send({
    type: 'refused',
    of: 'register',
    code: 'insufficient_capability',
    title,
    required: scopeToRegister(clientName),
  })
}

function refOf(line: Line): LineRef {
  return { line: line.id, session: line.session }
}

function refused(code: DialProblem['code'], title: string): DialResult {
  return { refused: { code, title } }
}
