import { createAuthFetch, TokenManager, type LogoutOptions } from '@grantline/core/client'
import { Phone } from './call/phone.ts'
import { PeopleLog } from './events/people-log.ts'
import type { Outcome } from './session/sign-in.ts'
import { Signalling } from './signal/signalling.ts'
import { ValueStore, type Store } from './store.ts'
import { revokeToken, type RevokedToken } from './token/revocation.ts'
import type { Timeline } from './token/timeline.ts'
import { secondsLeft } from './token/token-life.ts'

/** Everything one signed-in name has: its token, its line to the server, its phone. */
export interface Desk {
  readonly name: string
  readonly manager: TokenManager
  readonly timeline: Timeline
  readonly signalling: Signalling
  readonly phone: Phone
  readonly people: PeopleLog
  /** The last token, if it was revoked and there is no other one yet. */
  readonly revoked: Store<RevokedToken | undefined>
  /** Has the token in use revoked. */
  revokeToken(): Promise<Outcome>
  /** Gets a token in place of a revoked one. */
  renewToken(): Promise<Outcome>
  /** Drops the token, here and in the other tabs of the name. */
  dropEverywhere(): void
  /** Ends all of it. */
  close(): void
}

export interface DeskOptions {
  name: string
  /** Where the desk takes down what happens to its token. */
  timeline: Timeline
  /** The sign-in is over, for a reason the person should read. */
  onOver: (sentence: string) => void
}

const OVER = 'Your sign-in has ended. Sign in again to go on.'
const OVER_ELSEWHERE = 'You signed out in another tab.'

/** Sets up a desk and connects it. */
export function openDesk({ name, timeline, onOver }: DeskOptions): Desk {
  const over = new AbortController()
  /** Whether this tab drops its token by itself. */
  let isDropping = false
  timeline.record({ type: 'started', name })
  for (const type of ['offline', 'online'] as const) {
    const listener = (): void => timeline.record({ type }, manager.snapshot)
    window.addEventListener(type, listener, { signal: over.signal })
  }
  const manager = new TokenManager({
    endpoint: '/token',
    params: { as: name },
    identity: name,
    // A phone has to ring in a tab that nobody looks at, too.
    background: 'always',
    onEvent(event) {
      timeline.record(event, manager.snapshot)
      if (event.type === 'identity' && !isDropping) signedOutElsewhere()
    },
  })
  const revoked = new ValueStore<RevokedToken | undefined>(undefined)
  const signalling = new Signalling({
    url: new URL('/signal', location.href.replace(/^http/, 'ws')).href,
    clientName: name,
    source: manager,
    onMessage: (message) => phone.receive(message),
    onSignedOut: signedOutElsewhere,
    onRevoked() {
      const { token, expiresAt } = manager.snapshot
      revoked.set({ end: token?.slice(-4) ?? '', left: secondsLeft(expiresAt, Date.now()) })
      phone.tokenRevoked()
      timeline.record({ type: 'revoked' })
      // Not renewed by itself: whoever revoked it should see that it is gone. The other tabs are told
      // by the server as well, and each says what became of its own line.
      dropToken({ broadcast: false })
    },
  })
  const authFetch = createAuthFetch(manager)
  const phone = new Phone({ authFetch, signalling })
  const people = new PeopleLog({ source: manager, authFetch })

  const unsubscribe = manager.subscribe(() => {
    const { status, error, token } = manager.snapshot
    if (token !== null) revoked.set(undefined)
    if (status !== 'denied') return
    onOver(error?.code === 'login_required' ? OVER : `The server gives ${name} no token.`)
  })
  signalling.start()

  function dropToken(options: LogoutOptions): void {
    isDropping = true
    manager.logout(options)
    isDropping = false
  }

  /** The tabs tell each other, and the server tells those that it can reach; the first word counts. */
  function signedOutElsewhere(): void {
    if (over.signal.aborted) return
    timeline.record({ type: 'signed_out', where: 'elsewhere' })
    onOver(OVER_ELSEWHERE)
  }

  return {
    name,
    manager,
    timeline,
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
    dropEverywhere() {
      timeline.record({ type: 'signed_out', where: 'here' })
      dropToken({ broadcast: true })
    },
    close() {
      over.abort()
      unsubscribe()
      people.close()
      signalling.stop()
      phone.close()
      isDropping = true
      manager.dispose()
    },
  }
}
