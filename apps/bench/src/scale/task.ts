/** What one process measures, and how much of it. */
export type ScaleTask = RevocationTask | FileTask | CacheTask | KeysTask | WatchTask | SocketTask

/** Revocations in memory. */
export interface RevocationTask {
  readonly kind: 'revocation'
  /** `full`: of a store that may hold no more than it does. */
  readonly store: 'grantline' | 'full' | 'map' | 'set'
  readonly entries: number
  /** Calls of each kind that are timed. */
  readonly calls: number
}

/** Revocations on the disk. */
export interface FileTask {
  readonly kind: 'file'
  readonly entries: number
}

/** Verified tokens in a cache. */
export interface CacheTask {
  readonly kind: 'cache'
  readonly cache: 'grantline' | 'fast-jwt'
  readonly entries: number
  readonly calls: number
}

/** Keys to choose from. */
export interface KeysTask {
  readonly kind: 'keys'
  readonly set: 'grantline' | 'jose'
  readonly keys: number
  readonly calls: number
}

/** Grants under watch, with nothing behind them. */
export interface WatchTask {
  readonly kind: 'watch'
  readonly watched: number
}

/** WebSockets of one server. */
export interface SocketTask {
  readonly kind: 'sockets'
  readonly server: SocketServer
  readonly sockets: number
  /** Milliseconds from the start to the first end of a token; absent for tokens that live on. */
  readonly firstEndMs?: number
  /** Milliseconds from the first end to the last. */
  readonly spreadMs: number
}

/** What is done with a socket once it is open. */
export type SocketServer = 'bare' | 'gate' | 'by-hand' | 'watched' | 'revocable'
