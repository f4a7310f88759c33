/** What React reads through `useStore`: a frozen snapshot, and a word when it is another one. */
export interface Store<Snapshot> {
  readonly snapshot: Snapshot
  /** Calls back at every change; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void
}

/** A value with listeners; the machines of the page keep their snapshots in one. */
export class ValueStore<Snapshot> implements Store<Snapshot> {
  #snapshot: Snapshot
  readonly #listeners = new Set<() => void>()

  constructor(initial: Snapshot) {
    this.#snapshot = initial
  }

  get snapshot(): Snapshot {
    return this.#snapshot
  }

  set(next: Snapshot): void {
    if (Object.is(next, this.#snapshot)) return
    this.#snapshot = next
    for (const listener of this.#listeners) listener()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }
}
