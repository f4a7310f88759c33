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
  /** Whether there is something to hear with nobody subscribed. */
  readonly isAlert: boolean
  attend(): void
  /** Stops; unless it is over, not where it is alert. */
  rest(isOver: boolean): void
}

/** Makes a page that is not listened to yet. */
export function createPage(
  { env, tabs: name, identityProbe, dropOnPersist }: Settings<unknown>,
  tabs: Tabs,
  on: PageEvents,
): Page {
  const isAlert = name !== undefined || identityProbe !== undefined || dropOnPersist
  let stop: (() => void) | undefined

  const hear = ({ type, persisted = false }: { type: string; persisted?: boolean }): void => {
    if (type === 'pagehide') {
      tabs.close(true)
      on.leave(persisted)
      return
    }
    if (type === 'pageshow') {
      tabs.close(false)
      tabs.open()
      if (persisted && identityProbe) on.back(identityProbe())
    }
    on.wake(type)
  }

  return {
    isAlert,
    attend() {
      stop ??= onWake(env, hear)
      tabs.open()
    },
    rest(isOver) {
      if (isAlert && !isOver) return
      stop?.()
      stop = undefined
      tabs.close(false)
    },
  }
}
