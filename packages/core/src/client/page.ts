import { callGuarded } from './events.ts'
import { isHidden } from './held-token.ts'
import type { Settings } from './options.ts'
import type { Tabs } from './tabs.ts'
import { onWake } from './wake.ts'

/** What a page does to a manager in it. */
export interface PageEvents {
  /** It goes away, perhaps into the back-forward cache. */
  leave(isPersisted: boolean): void
  /** It comes back from that cache, and this is whom it is for now. */
  back(identity: string | undefined): void
  /** A timer may be overdue, and after `online` the network is back. */
  wake(type: string): void
}

/** What a manager hears of its page and of the other tabs, as long as it listens. */
export interface Page {
  /** Whether it has gone, so that no timer is worth setting. */
  readonly isAway: boolean
  /** Listens; with nobody subscribed only where there is something to hear. */
  attend(isSubscribed: boolean): void
  /** Stops; unless it is over, not where there is something to hear. */
  rest(isOver: boolean): void
}

/** Makes a page that is not listened to yet. */
export function createPage(
  { env, tabs: name, identityProbe, dropOnPersist }: Settings<unknown>,
  tabs: Tabs,
  on: PageEvents,
): Page {
  const isAlert = name !== undefined || identityProbe !== undefined || dropOnPersist
  let isAway = false
  let stop: (() => void) | undefined

  const hear = ({ type, persisted = false }: { type: string; persisted?: boolean }): void => {
    // A page that goes is told that it is hidden after that; one that is seen has come back somehow.
    isAway = type === 'pagehide' || (isAway && type !== 'pageshow' && isHidden(env))
    if (type === 'pagehide') {
      tabs.close()
      on.leave(persisted)
      return
    }
    if (!isAway) tabs.open()
    if (type === 'pageshow' && persisted && identityProbe) {
      callGuarded(env, () => on.back(identityProbe()), undefined)
    }
    on.wake(type)
  }

  return {
    get isAway() {
      return isAway
    },
    attend(isSubscribed) {
      if (!isAlert && !isSubscribed) return
      stop ??= onWake(env, hear)
      if (!isAway) tabs.open()
    },
    rest(isOver) {
      if (isAlert && !isOver) return
      stop?.()
      stop = undefined
      isAway = false
      tabs.close()
    },
  }
}
