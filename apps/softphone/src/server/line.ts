import type { Grant } from '@grantline/core'
import type { ServerMessage } from '../shared/protocol.ts'

/** One open socket, as the switchboard sees it. */
export interface Line {
  /** Random; how the page names this socket when it dials. */
  readonly id: string
  /** The session that signed in, the same for all its sockets. */
  readonly session: string
  /** What the socket may do now: the newest token it presented. */
  grant(): Grant
  send(message: ServerMessage): void
}
