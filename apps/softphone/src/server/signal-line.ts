import { randomUUID } from 'node:crypto'
import { isGrantlineError, type Grant, type RevocationStore, type Verifier } from '@grantline/core'
import { closeOnEnd, WS_TOKEN_ENDED } from '@grantline/core/http'
import type { RawData, WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../shared/protocol.ts'
import { readClientMessage } from './client-message.ts'
import { createMessageRate } from './message-rate.ts'
import type { Switchboard } from './switchboard.ts'

/** The close code for a page that breaks the rules of the socket (RFC 6455 §7.4.1). */
const CLOSE_POLICY = 1008
/** The close code of a browser whose page was closed or left (RFC 6455 §7.4.1). */
const CLOSE_GOING_AWAY = 1001
/** The close code for a message the server could not handle (RFC 6455 §7.4.1). */
const CLOSE_FAILED = 1011
/** What may wait to be sent before the other end counts as dead. */
const MAX_BUFFERED_BYTES = 1024 * 1024

/** What a socket works with. */
export interface SignalLineOptions {
  readonly switchboard: Switchboard
  readonly verifier: Verifier
  readonly revocation: RevocationStore
  /** Seconds since 1970. */
  readonly clock: () => number
  /** Told of what nobody expected. */
  readonly onError: (error: unknown) => void
}

/** Who opened a socket. */
export interface SignalHolder {
  readonly grant: Grant
  readonly session: string
}

/** Connects an open socket to the switchboard, for as long as its token is good. */
export function openSignalLine(
  socket: WebSocket,
  holder: SignalHolder,
  { switchboard, verifier, revocation, clock, onError }: SignalLineOptions,
): void {
  const id = randomUUID()
  const isWithinRate = createMessageRate(clock)
  let { grant } = holder
  let isConnected = true
  // Tokens are taken one after the other, so that an older one never replaces a newer one.
  let renewals: Promise<void> = Promise.resolve()

  const send = (message: ServerMessage): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate()
    else socket.send(JSON.stringify(message))
  }
  const refuse = (of: ClientMessage['type'] | 'message', code: string, title: string): void =>
    send({ type: 'refused', of, code, title })
  const disconnect = (how: 'lost' | 'left'): void => {
    if (!isConnected) return
    isConnected = false
    watch.stop()
    switchboard.disconnect(id, how)
  }
  const close = (code: number, reason: string): void => {
    socket.close(code, reason)
    // Not only when the other end has answered: it may be dead.
    disconnect('lost')
  }
  // Whatever one page sends, the calls of the others go on.
  const fail = (error: unknown): void => {
    onError(error)
    close(CLOSE_FAILED, 'the server failed')
  }
  const onEnd = (why: 'expired' | 'revoked'): void => {
    if (why === 'revoked') switchboard.revoked(id)
    disconnect('lost')
  }
  const watch = closeOnEnd(socket, grant, { revocation, clock, onEnd })

  const renew = async (token: string): Promise<void> => {
    const result = await verifier.check(token)
    if (!isConnected) return
    if (!result.ok) return refuse('token', result.error.code, 'The fresh token was refused.')
    try {
      watch.renew(result.grant)
    } catch (error) {
      if (!isGrantlineError(error)) throw error
      return refuse('token', error.code, 'The fresh token belongs to somebody else.')
    }
    grant = result.grant
    send({ type: 'renewed', expiresAt: grant.expiresAt })
    switchboard.renewed(id)
  }

  const receive = (data: RawData, isBinary: boolean): void => {
    if (!isWithinRate()) return close(CLOSE_POLICY, 'too many messages')
    // The timer of the watch may be late, the clock is not.
    if (clock() >= grant.expiresAt) return close(WS_TOKEN_ENDED, 'expired')
    if (isBinary || !Buffer.isBuffer(data)) {
      return refuse('message', 'bad_message', 'Messages are text.')
    }
    const read = readClientMessage(data.toString())
    if ('unreadable' in read) {
      return refuse(read.unreadable, 'bad_message', 'This message could not be read.')
    }
    const { message } = read
    if (message.type !== 'token') return switchboard.receive(id, message)
    renewals = renewals.then(() => renew(message.token)).catch(fail)
  }

  socket.on('message', (data, isBinary) => {
    // Closing takes a moment in which the other end may still talk.
    if (!isConnected) return
    try {
      receive(data, isBinary)
    } catch (error) {
      fail(error)
    }
  })
  socket.on('close', (code) => disconnect(code === CLOSE_GOING_AWAY ? 'left' : 'lost'))
  // Every error is followed by the close event, which does the work.
  socket.on('error', () => {})
  switchboard.connect({
    id,
    session: holder.session,
    grant: () => grant,
    send,
  })
}
