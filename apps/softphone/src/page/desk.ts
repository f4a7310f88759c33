import { TokenManager } from '@grantline/core/client'
import { Phone } from './call/phone.ts'
import { Signalling } from './signal/signalling.ts'
import { RefreshLog } from './token/refresh-log.ts'

/** Everything one signed-in name has: its token, its line to the server, its phone. */
export interface Desk {
  readonly name: string
  readonly manager: TokenManager
  readonly refreshes: RefreshLog
  readonly signalling: Signalling
  readonly phone: Phone
  /** Ends all of it. */
  close(): void
}

export interface DeskOptions {
  name: string
  /** The sign-in is over, for a reason the person should read. */
  onOver: (sentence: string) => void
}

const OVER = 'Your sign-in has ended. Sign in again to go on.'

/** Sets up a desk and connects it. */
export function openDesk({ name, onOver }: DeskOptions): Desk {
  const refreshes = new RefreshLog()
  const manager = new TokenManager({
    endpoint: '/token',
    params: { as: name },
    identity: name,
    // A phone has to ring in a tab that nobody looks at, too.
    background: 'always',
    onEvent: (event) => refreshes.record(event),
  })
  const signalling = new Signalling({
    url: new URL('/signal', location.href.replace(/^http/, 'ws')).href,
    clientName: name,
    source: manager,
    onMessage: (message) => phone.receive(message),
    onSignedOut: () => onOver(OVER),
  })
  const phone = new Phone({ source: manager, signalling })

  const unsubscribe = manager.subscribe(() => {
    const { status, error } = manager.snapshot
    if (status !== 'denied') return
    onOver(error?.code === 'login_required' ? OVER : `The server gives ${name} no token.`)
  })
  signalling.start()

  return {
    name,
    manager,
    refreshes,
    signalling,
    phone,
    close() {
      unsubscribe()
      signalling.stop()
      phone.close()
      manager.logout()
      manager.dispose()
    },
  }
}
