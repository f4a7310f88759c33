import type { TokenServer } from './token-server.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a client lives in. */
export interface World {
  readonly time: VirtualTime
  readonly server: TokenServer
  readonly random: () => number
}

/** One who keeps a token. */
export interface Client {
  /** Whether it holds a token that the server would still take. */
  isLive(): boolean
  /**
   * Does what an application does before a request.
   *
   * @returns whether it was handed a token that the server would not take any more
   */
  use(): Promise<boolean>
  /** Ends it. */
  stop(): void
}

/** When a client asks for the next token, and when again after a failure. */
export interface Policy {
  readonly name: string
  /** Who does so, and what exactly is compared, where that can be told. */
  readonly note?: string
  readonly start: (world: World) => Client
}
