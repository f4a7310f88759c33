import { useSyncExternalStore } from 'react'
import type { Store } from '../store.ts'

/** Renders with the snapshot of a machine that lives outside React. */
export function useStore<Snapshot>(store: Store<Snapshot>): Snapshot {
  const snapshot = (): Snapshot => store.snapshot
  return useSyncExternalStore(store.subscribe, snapshot, snapshot)
}
