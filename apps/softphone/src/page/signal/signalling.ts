import { tokenProtocols, WS_TOKEN_ENDED, type TokenManager } from '@grantline/core/client'
import type { ClientMessage, ServerMessage } from '../../shared/protocol.ts'
import { ValueStore, type Store } from '../store.ts'
import { backoffMs } from './backoff.ts'
import { readMessage } from './read-message.ts'

const OPENING_MS = 10_000
const NORMAL_CLOSURE = 1000

/** How the page stands with the server. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  /** Lost, and trying again by itself. */
  | { readonly state: 'offline' }
  /** The server does not let this token register. */
  | { readonly state: 'refused'; readonly title: string; readonly required?: string }
  /** The token was revoked: nothing is tried before there is another one. */
  | { readonly state: 'revoked' }

/** The part of a token manager that the socket needs. */
export type TokenSource = Pick<TokenManager, 'snapshot' | 'subscribe' | 'getToken' | 'refresh'>

export interface SignallingOptions {
  /** The address of the socket, `ws:` or `wss:`. */
  url: string
  /** The name to register as. */
  clientName: string
  source: TokenSource
  onMessage: (message: ServerMessage) => void
  /** The name signed out, perhaps in another tab. */
  onSignedOut: () => void
  /** The server closed the socket because its token was revoked. */
  onRevoked: () => void
  /** @default opens the browser's own WebSocket */
  open?: (url: string, protocols: string[]) => WebSocket
  /** @default Math.random */
  random?: () => number
}

/**
 * Keeps one registered socket for as long as it lives: hands every fresh token to the server,
 * comes back after a loss, and asks for another token when the one it used may have been bad.
 */
export class Signalling implements Store<Link> {
  readonly #options: SignallingOptions
  readonly #link = new ValueStore<Link>({ state: 'connecting' })
  #socket: WebSocket | undefined
  #registered = false
  #connection: string | undefined
  /** The token that the server knows for the open socket. */
  #token = ''
  #refusedToken: string | undefined
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Grows with every new try, so that what an older one still waits for is dropped. */
  #turn = 0
  #unsubscribe: (() => void) | undefined

  constructor(options: SignallingOptions) {
    this.#options = options
  }

  get snapshot(): Link {
    return this.#link.snapshot
  }

  subscribe = (listener: () => void): (() => void) => this.#link.subscribe(listener)

  /** What the server calls the open socket. */
  get connection(): string | undefined {
    return this.#connection
  }

  start(): void {
    if (this.#unsubscribe !== undefined) return
    this.#unsubscribe = this.#options.source.subscribe(() => this.#tokenChanged())
    void this.#connect()
  }

  stop(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    this.#turn += 1
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#dropSocket()
  }

  /** Tries at once, instead of at the end of the wait. */
  tryNow(): void {
    if (this.#unsubscribe === undefined || this.#socket !== undefined) return
    // The token may be waiting, too, after failures of its own; what comes of it shows in its status.
    this.#options.source.refresh().catch(() => {})
    void this.#connect()
  }

  /** Sends to the server; `false` while there is no registered socket. */
  send(message: ClientMessage): boolean {
    if (!this.#registered) return false
    return this.#write(message)
  }

  /** The token is revoked: the line is closed until there is another one. */
  revoked(): void {
    if (this.#unsubscribe === undefined || this.#link.snapshot.state === 'revoked') return
    this.#turn += 1
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#dropSocket()
    this.#link.set({ state: 'revoked' })
    this.#options.onRevoked()
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const turn = ++this.#turn
    const { source, url, open = openSocket } = this.#options
    let token: string
    try {
      token = await source.getToken(
        this.#refusedToken === undefined ? {} : { force: this.#refusedToken },
      )
    } catch {
      if (turn === this.#turn) this.#retryLater()
      return
    }
    if (turn !== this.#turn) return
    this.#token = token
    this.#listen(open(url, tokenProtocols(token)), token)
  }

  #listen(socket: WebSocket, token: string): void {
    this.#socket = socket
    let opened = false
    const patience = setTimeout(() => this.#lost(socket, opened, token), OPENING_MS)
    socket.addEventListener('open', () => {
      opened = true
      clearTimeout(patience)
      if (socket !== this.#socket) return
      this.#sendFreshToken()
      this.#register()
    })
    socket.addEventListener('message', (event) => {
      if (socket !== this.#socket || typeof event.data !== 'string') return
      const message = readMessage(event.data)
      if (message !== undefined) this.#received(message)
    })
    socket.addEventListener('close', (event) => {
      clearTimeout(patience)
      this.#lost(socket, opened, token, event)
    })
    // The close event that follows says everything; without a listener some sockets throw.
    socket.addEventListener('error', () => {})
  }

  #received(message: ServerMessage): void {
    if (message.type === 'connected') this.#connection = message.connection
    if (message.type === 'registered') {
      this.#registered = true
      this.#attempt = 0
      this.#refusedToken = undefined
      this.#link.set({ state: 'connected' })
    }
    if (message.type === 'refused' && message.of === 'register') {
      this.#registered = false
      const { title, required } = message
      this.#link.set({ state: 'refused', title, ...(required === undefined ? {} : { required }) })
    }
    if (message.type === 'refused' && message.of === 'token') {
      this.#refusedToken = this.#token
      this.#dropSocket()
      this.#retryLater()
    }
    if (message.type === 'signed_out') {
      this.stop()
      this.#options.onSignedOut()
    }
    this.#options.onMessage(message)
  }

  #lost(socket: WebSocket, opened: boolean, token: string, close?: CloseEvent): void {
    if (socket !== this.#socket) return
    const wasRegistered = this.#registered
    const hasEnded = close?.code === WS_TOKEN_ENDED
    if (hasEnded && close.reason === 'revoked') return this.revoked()
    this.#dropSocket()
    // A browser hides why an upgrade failed: the server may be away, or the token may be bad.
    if (!opened || hasEnded) this.#refusedToken = opened ? this.#token : token
    if (wasRegistered && hasEnded) {
      this.#link.set({ state: 'connecting' })
      void this.#connect()
      return
    }
    this.#retryLater()
  }

  #retryLater(): void {
    this.#link.set({ state: 'offline' })
    const wait = backoffMs(this.#attempt, this.#options.random)
    this.#attempt += 1
    this.#timer = setTimeout(() => void this.#connect(), wait)
  }

  #tokenChanged(): void {
    if (this.#sendFreshToken()) {
      if (this.#link.snapshot.state === 'refused') this.#register()
      return
    }
    const { token } = this.#options.source.snapshot
    if (token === null || token === this.#refusedToken) return
    const wasRevoked = this.#link.snapshot.state === 'revoked'
    if (wasRevoked) this.#link.set({ state: 'connecting' })
    if (wasRevoked || this.#timer !== undefined) void this.#connect()
  }

  #sendFreshToken(): boolean {
    const { token } = this.#options.source.snapshot
    if (token === null || token === this.#token) return false
    if (!this.#write({ type: 'token', token })) return false
    this.#token = token
    return true
  }

  #register(): void {
    this.#write({ type: 'register', clientName: this.#options.clientName })
  }

  #dropSocket(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#registered = false
    this.#connection = undefined
    socket?.close(NORMAL_CLOSURE)
  }

  #write(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== 1) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }
}

function openSocket(url: string, protocols: string[]): WebSocket {
  return new WebSocket(url, protocols)
}
