import type { RevocationStore } from './revocation-store.ts'

/** A place among those who hear of a store's revocations. */
export interface Hearing {
  /** Whether the store calls back; if not, it has to be asked. */
  readonly isCalled: boolean
  leave(): void
}

/** All who listen to one store, behind one subscription. */
interface Hub {
  readonly listeners: Set<() => void>
  readonly unsubscribe: (() => void) | undefined
}

const hubs = new WeakMap<RevocationStore, Hub>()

/**
 * Calls a function after revocations; all those of one turn make one call, in a microtask.
 *
 * @param listener must not throw; a function that listens already is not added again
 */
export function hearRevocations(store: RevocationStore, listener: () => void): Hearing {
  const hub = hubs.get(store) ?? openHub(store)
  hub.listeners.add(listener)
  return {
    isCalled: hub.unsubscribe !== undefined,
    leave() {
      if (!hub.listeners.delete(listener) || hub.listeners.size > 0) return
      hubs.delete(store)
      closeHub(hub)
    },
  }
}

function openHub(store: RevocationStore): Hub {
  const listeners = new Set<() => void>()
  let isDue = false
  const callAll = (): void => {
    // Before the calls: what is revoked from now on may come too late for those called already.
    isDue = false
    // Who comes meanwhile has asked for itself.
    for (const listener of Array.from(listeners)) listener()
  }
  const unsubscribe = store.subscribe?.(() => {
    if (isDue) return
    isDue = true
    queueMicrotask(callAll)
  })
  const hub = { listeners, unsubscribe }
  hubs.set(store, hub)
  return hub
}

function closeHub({ unsubscribe }: Hub): void {
  try {
    unsubscribe?.()
  } catch {
    // A store that fails here must not keep what hung on the grant open.
  }
}
