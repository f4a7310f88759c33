import type { ClientMessage, ServerMessage } from '../../shared/protocol.ts'
import type { Problem } from '../problem.ts'
import type { Signalling } from '../signal/signalling.ts'
import { ValueStore, type Store } from '../store.ts'
import {
  callIdOf,
  IDLE,
  nextCallState,
  type CallEvent,
  type CallState,
  type End,
} from './call-state.ts'
import { dial, type Dialled } from './dial.ts'
import { closeMicrophone, openMicrophone, type Microphone } from './microphone.ts'
import { Peer, type AudioState, type Levels } from './peer.ts'

/** What the page shows of the phone. */
export interface PhoneSnapshot {
  readonly call: CallState
  /** Who is here; `undefined` until the server tells; a token may keep it from telling. */
  readonly presence: readonly string[] | undefined
  readonly muted: boolean
  readonly audio: AudioState
  /** Why nobody hears this side, as a sentence. */
  readonly silence: string | undefined
  readonly remote: MediaStream | undefined
  /** The last answer that refused this token something. */
  readonly refusal: Refusal | undefined
}

export interface Refusal {
  readonly problem: Problem
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface PhoneOptions {
  /** Sends requests with the token of this name. */
  authFetch: typeof fetch
  signalling: Pick<Signalling, 'send' | 'connection'>
}

const NO_AUDIO = {
  muted: false,
  audio: 'connecting',
  silence: undefined,
  remote: undefined,
} as const

const START: PhoneSnapshot = Object.freeze({
  call: IDLE,
  presence: undefined,
  refusal: undefined,
  ...NO_AUDIO,
})

/** One name's phone: a call at most, its audio, and who else is here. */
export class Phone implements Store<PhoneSnapshot> {
  readonly #options: PhoneOptions
  readonly #store = new ValueStore<PhoneSnapshot>(START)
  /** What could not be sent while the socket was away. */
  #unsent: ClientMessage[] = []
  #attempts = 0
  #peer: Peer | undefined
  #microphone: Promise<Microphone> | undefined

  constructor(options: PhoneOptions) {
    this.#options = options
  }

  get snapshot(): PhoneSnapshot {
    return this.#store.snapshot
  }

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener)

  /** Calls a name. Whether this token may is for the server to say. */
  async dial(to: string): Promise<void> {
    if (callIsOn(this.snapshot.call)) return
    const { authFetch, signalling } = this.#options
    const { connection } = signalling
    const attempt = ++this.#attempts
    this.#step({ type: 'dial', to, attempt })
    const request = { to, ...(connection === undefined ? {} : { connection }) }
    const answer = await dial(authFetch, request)

    const isMine = isDialling(this.snapshot.call, attempt)
    if (answer.outcome === 'ringing') {
      this.#dialled(answer.callId, isMine, connection)
      return
    }
    if (answer.outcome === 'refused' && isAboutToken(answer.problem)) {
      this.#patch({ refusal: { problem: answer.problem, at: Date.now() } })
    }
    if (isMine) this.#step({ type: 'dial_failed', end: endOf(answer) })
  }

  accept(): void {
    const { call } = this.snapshot
    if (call.phase !== 'incoming') return
    this.#step({ type: 'accept', at: Date.now() })
    this.#send({ type: 'accept', callId: call.call.id })
  }

  /** Ends whatever call there is: declines, cancels or hangs up. */
  hangUp(): void {
    const { call } = this.snapshot
    const callId = callIdOf(call)
    this.#step({ type: 'hang_up', at: Date.now() })
    if (callId === undefined) return
    this.#send({ type: call.phase === 'incoming' ? 'decline' : 'hang_up', callId })
  }

  mute(muted: boolean): void {
    this.#peer?.mute(muted)
    this.#patch({ muted })
  }

  /** How loud both sides are now. */
  async levels(): Promise<Levels> {
    return (await this.#peer?.levels()) ?? { input: 0, output: 0 }
  }

  receive(message: ServerMessage): void {
    switch (message.type) {
      case 'registered':
        return this.#back()
      case 'presence':
        return this.#patch({ presence: message.names })
      case 'incoming':
        return this.#step({ type: 'incoming', call: message.call })
      case 'accepted':
        return this.#step({ type: 'accepted', callId: message.callId, at: Date.now() })
      case 'resumed':
        return this.#resumed(message.callId, message.state)
      case 'ended':
        return this.#step({ ...message, at: Date.now() })
      case 'signal':
        if (message.callId === callIdOf(this.snapshot.call)) this.#peer?.receive(message.signal)
        return undefined
      case 'connected':
      case 'signed_out':
      case 'renewed':
      case 'refused':
        return undefined
    }
  }

  /** Ends the call here: without its token this phone is told nothing, and may say nothing. */
  tokenRevoked(): void {
    this.#unsent = []
    this.#step({ type: 'revoked', at: Date.now() })
    this.#patch({ presence: undefined })
  }

  /** Ends the call here, without telling anybody: the sign-in is over. */
  close(): void {
    this.#unsent = []
    this.#closeAudio()
    this.#store.set(START)
  }

  #dialled(callId: string, isMine: boolean, connection: string | undefined): void {
    // Cancelled before the server had answered: only now there is something to hang up.
    if (!isMine) return this.#send({ type: 'hang_up', callId })
    this.#step({ type: 'dialled', callId, at: Date.now() })
    if (this.#options.signalling.connection === connection) return undefined
    return this.#send({ type: 'resume', callId })
  }

  #back(): void {
    const callId = callIdOf(this.snapshot.call)
    if (callId !== undefined) this.#send({ type: 'resume', callId })
    const unsent = this.#unsent
    this.#unsent = []
    for (const message of unsent) this.#send(message)
  }

  #resumed(callId: string, state: 'ringing' | 'active'): void {
    if (callId !== callIdOf(this.snapshot.call)) return
    if (state === 'active') this.#step({ type: 'accepted', callId, at: Date.now() })
    this.#peer?.restart()
  }

  #send(message: ClientMessage): void {
    if (this.#options.signalling.send(message)) return
    // The call itself is asked for again as soon as the socket is back.
    if (message.type !== 'resume') this.#unsent.push(message)
  }

  #step(event: CallEvent): void {
    const before = this.snapshot.call
    const call = nextCallState(before, event)
    if (call === before) return
    const withoutAudio = call.phase === 'idle' || call.phase === 'incoming'
    if (withoutAudio) this.#closeAudio()
    this.#patch({ call, ...(withoutAudio ? NO_AUDIO : {}) })
    if (call.phase === 'dialling') this.#microphone ??= this.#askForMicrophone()
    if (call.phase === 'talking' && this.#peer === undefined) this.#talk(call.id, call.direction)
  }

  #talk(callId: string, direction: 'outgoing' | 'incoming'): void {
    this.#microphone ??= this.#askForMicrophone()
    this.#peer = new Peer({
      offers: direction === 'outgoing',
      microphone: this.#microphone,
      send: (signal) => this.#send({ type: 'signal', callId, signal }),
      onAudio: (audio) => this.#patch({ audio }),
      onRemote: (remote) => this.#patch({ remote }),
    })
  }

  #askForMicrophone(): Promise<Microphone> {
    const asked = openMicrophone()
    void this.#tellSilence(asked)
    return asked
  }

  async #tellSilence(asked: Promise<Microphone>): Promise<void> {
    const microphone = await asked
    if (this.#microphone !== asked || microphone.ok) return
    this.#patch({ silence: microphone.sentence })
  }

  #closeAudio(): void {
    this.#peer?.close()
    this.#peer = undefined
    if (this.#microphone !== undefined) void closeMicrophone(this.#microphone)
    this.#microphone = undefined
  }

  #patch(change: Partial<PhoneSnapshot>): void {
    this.#store.set(Object.freeze({ ...this.snapshot, ...change }))
  }
}

function callIsOn(call: CallState): boolean {
  return call.phase !== 'idle'
}

function isDialling(call: CallState, attempt: number): boolean {
  return call.phase === 'dialling' && call.attempt === attempt
}

function endOf(answer: Exclude<Dialled, { outcome: 'ringing' }>): End {
  return answer.outcome === 'refused'
    ? { by: 'refusal', problem: answer.problem }
    : { by: 'no_server' }
}

function isAboutToken({ status }: Problem): boolean {
  return status === 401 || status === 403
}
