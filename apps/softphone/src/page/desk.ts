import { TokenManager } from '@grantline/core/client'
import { Phone } from './call/phone.ts'
import { PeopleLog } from './events/people-log.ts'
import type { Outcome } from './session/sign-in.ts'
import { Signalling } from './signal/signalling.ts'
import { ValueStore, type Store } from './store.ts'
import { RefreshLog } from './token/refresh-log.ts'
import { revokeToken, type RevokedToken } from './token/revocation.ts'
import { secondsLeft } from './token/token-life.ts'

/** Everything one signed-in name has: its token, its line to the server, its phone. */
export interface Desk {
  readonly name: string
  readonly manager: TokenManager
  readonly refreshes: RefreshLog
  readonly signalling: Signalling
  readonly phone: Phone
  readonly people: PeopleLog
  /** The last token, if it was revoked and there is no other one yet. */
  readonly revoked: Store<RevokedToken | undefined>
  /** Has the token in use revoked. */
  revokeToken(): Promise<Outcome>
  /** Gets a token in place of a revoked one. */
  renewToken(): Promise<Outcome>
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
  const revoked = new ValueStore<RevokedToken | undefined>(undefined)
  const signalling = new Signalling({
    url: new URL('/signal', location.href.replace(/^http/, 'ws')).href,
    clientName: name,
    source: manager,
    onMessage: (message) => phone.receive(message),
    onSignedOut: () => onOver(OVER),
    onRevoked() {
      const { token, expiresAt } = manager.snapshot
      revoked.set({ end: token?.slice(-4) ?? '', left: secondsLeft(expiresAt, Date.now()) })
      phone.tokenRevoked()
      // Not renewed by itself: whoever revoked it should see that it is gone.
      manager.logout()
    },
  })
  const phone = new Phone({ source: manager, signalling })
  const people = new PeopleLog({ source: manager })

  const unsubscribe = manager.subscribe(() => {
    const { status, error, token } = manager.snapshot
    if (token !== null) revoked.set(undefined)
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
    people,
    revoked,
    async revokeToken() {
      const { token } = manager.snapshot
      if (token === null) return { ok: false, sentence: 'There is no token now.' }
      const outcome = await revokeToken(name, token)
      // The closed socket says the same, unless there was none.
      if (outcome.ok) signalling.revoked()
      return outcome
    },
    async renewToken() {
      try {
        await manager.refresh()
        return { ok: true }
      } catch {
        return { ok: false, sentence: 'There is no new token yet. Is the server running?' }
      }
    },
    close() {
      unsubscribe()
      people.close()
      signalling.stop()
      phone.close()
      manager.logout()
      manager.dispose()
    },
  }
}
