/** Promises that are waited for. */
export interface Pending {
  /** Counts a promise until it settles. */
  watch<Value>(what: string, promise: Promise<Value>): Promise<Value>
  readonly size: number
  /** ms that the longest took, the ones under way included. */
  longest(): number
  /**
   * Tells those under way for that many calls of this. A process that stands still calls nothing, so
   * that a busy machine is not taken for a promise that hangs.
   */
  lookAfter(looks: number): readonly string[]
}

interface Watched {
  readonly what: string
  readonly since: number
  looks: number
}

/** Watches over promises: each must settle. */
export function createPending(): Pending {
  const open = new Set<Watched>()
  let longest = 0
  const ageOf = ({ since }: Watched): number => performance.now() - since
  return {
    async watch(what, promise) {
      const watched = { what, since: performance.now(), looks: 0 }
      open.add(watched)
      try {
        return await promise
      } finally {
        longest = Math.max(longest, ageOf(watched))
        open.delete(watched)
      }
    },
    get size() {
      return open.size
    },
    longest: () => Math.max(longest, ...Array.from(open, ageOf)),
    lookAfter: (looks) => {
      for (const watched of open) watched.looks += 1
      const old = Array.from(open).filter((watched) => watched.looks === looks)
      return old.map((watched) => `${watched.what} for ${Math.round(ageOf(watched))} ms`)
    },
  }
}
