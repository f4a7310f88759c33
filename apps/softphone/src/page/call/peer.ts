import type { PeerSignal } from '../../shared/protocol.ts'
import type { Microphone } from './microphone.ts'

/** How the audio between the two sides stands. */
export type AudioState = 'connecting' | 'connected' | 'interrupted'

/** Loudness from 0 to 1. */
export interface Levels {
  readonly input: number
  readonly output: number
}

export interface PeerOptions {
  /** Only the caller offers, so the two sides can never offer at once. */
  offers: boolean
  microphone: Promise<Microphone>
  send: (signal: PeerSignal) => void
  onAudio: (state: AudioState) => void
  onRemote: (stream: MediaStream) => void
}

/** With a permission prompt open the call goes on after this; the voice joins when it is given. */
const PROMPT_MS = 3_000

/** The audio of one call: one track each way, the microphone added whenever it is there. */
export class Peer {
  readonly #options: PeerOptions
  readonly #connection = new RTCPeerConnection()
  #track: MediaStreamTrack | undefined
  #muted = false
  /** Signals are applied one after the other, in the order in which they came. */
  #queue: Promise<void> = Promise.resolve()

  constructor(options: PeerOptions) {
    this.#options = options
    const connection = this.#connection
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) options.send({ candidate: { ...candidate.toJSON() } })
    })
    connection.addEventListener('track', ({ track }) => options.onRemote(new MediaStream([track])))
    connection.addEventListener('connectionstatechange', () => this.#report())
    if (options.offers) {
      connection.addTransceiver('audio', { direction: 'sendrecv' })
      connection.addEventListener('negotiationneeded', () => this.#then(() => this.#offer()))
    }
    // Once the microphone is allowed, a browser tells its own addresses, not names for them.
    this.#then(() => settledWithin(options.microphone, PROMPT_MS))
    void this.#addMicrophone()
  }

  /** Takes in what the other side said. */
  receive(signal: PeerSignal): void {
    this.#then(() => this.#apply(signal))
  }

  mute(muted: boolean): void {
    this.#muted = muted
    if (this.#track !== undefined) this.#track.enabled = !muted
  }

  /** Finds a new way to the other side, if the present one is broken. */
  restart(): void {
    if (!this.#options.offers || this.#connection.connectionState === 'connected') return
    // An offer without an answer may be lost; a browser makes no other one before that.
    if (this.#connection.signalingState === 'have-local-offer') this.#sendDescription()
    else this.#connection.restartIce()
  }

  async levels(): Promise<Levels> {
    let input = 0
    let output = 0
    const stats = await this.#connection.getStats()
    stats.forEach((entry: { readonly type: string; readonly audioLevel?: number }) => {
      if (entry.type === 'media-source') input = entry.audioLevel ?? 0
      if (entry.type === 'inbound-rtp') output = entry.audioLevel ?? 0
    })
    return { input: this.#muted ? 0 : input, output }
  }

  close(): void {
    this.#connection.close()
  }

  async #addMicrophone(): Promise<void> {
    const microphone = await this.#options.microphone
    if (!microphone.ok || this.#isClosed()) return
    this.#track = microphone.track
    this.#track.enabled = !this.#muted
    this.#then(() => this.#speak())
  }

  async #speak(): Promise<void> {
    const [transceiver] = this.#connection.getTransceivers()
    if (transceiver === undefined || this.#track === undefined) return
    await transceiver.sender.replaceTrack(this.#track)
  }

  async #offer(): Promise<void> {
    await this.#connection.setLocalDescription()
    this.#sendDescription()
  }

  async #apply({ description, candidate }: PeerSignal): Promise<void> {
    if (candidate !== undefined) await this.#connection.addIceCandidate(candidate)
    if (description === undefined) return
    await this.#connection.setRemoteDescription(description)
    if (description.type === 'answer') return
    const [transceiver] = this.#connection.getTransceivers()
    if (transceiver !== undefined) transceiver.direction = 'sendrecv'
    await this.#speak()
    await this.#connection.setLocalDescription()
    this.#sendDescription()
  }

  #sendDescription(): void {
    const description = this.#connection.localDescription
    if (description === null || this.#isClosed()) return
    const { type, sdp } = description
    if (type === 'offer' || type === 'answer') this.#options.send({ description: { type, sdp } })
  }

  #report(): void {
    switch (this.#connection.connectionState) {
      case 'connecting':
        this.#options.onAudio('connecting')
        break
      case 'connected':
        this.#options.onAudio('connected')
        break
      case 'disconnected':
        this.#options.onAudio('interrupted')
        break
      case 'failed':
        this.#options.onAudio('interrupted')
        this.restart()
        break
      case 'new':
      case 'closed':
        break
    }
  }

  #isClosed(): boolean {
    return this.#connection.signalingState === 'closed'
  }

  #then(step: () => Promise<unknown>): void {
    this.#queue = this.#after(this.#queue, step)
  }

  async #after(earlier: Promise<void>, step: () => Promise<unknown>): Promise<void> {
    await earlier
    if (this.#isClosed()) return
    // A candidate of an older attempt may be refused; the present one goes on.
    await step().catch(() => {})
  }
}

function settledWithin(promise: Promise<unknown>, ms: number): Promise<unknown> {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ms))])
}
