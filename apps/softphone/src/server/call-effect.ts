import type { ServerMessage } from '../shared/protocol.ts'

/** Seconds a call rings before it ends with `no_answer`. */
export const RING_SECONDS = 30
/** Seconds that a side which lost its socket has to come back. */
export const GRACE_SECONDS = 15

/** The timers a call may have running. */
export type CallTimer = 'ring' | 'caller' | 'callee'

/** What has to be done after an event of a call. */
export type CallEffect =
  | { readonly type: 'send'; readonly line: string; readonly message: ServerMessage }
  | { readonly type: 'start'; readonly timer: CallTimer; readonly seconds: number }
  | { readonly type: 'stop'; readonly timer: CallTimer }

/** Tells a line something. */
export function send(line: string, message: ServerMessage): CallEffect {
  return { type: 'send', line, message }
}

/** Starts a timer, anew if it runs. */
export function start(timer: CallTimer): CallEffect {
  return { type: 'start', timer, seconds: timer === 'ring' ? RING_SECONDS : GRACE_SECONDS }
}

/** Stops a timer, if it runs. */
export function stop(timer: CallTimer): CallEffect {
  return { type: 'stop', timer }
}
