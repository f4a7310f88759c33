/** What waits for its moment; its `callback` is gone once it has been called or cancelled. */
export interface VirtualTimer {
  /** ms. */
  readonly at: number
  /** Of two timers for one moment the older goes first. */
  readonly order: number
  callback: (() => void) | undefined
}

/** One clock and one queue for all who live in it; hours pass in seconds. */
export class VirtualTime {
  /** ms since the start. */
  now = 0
  readonly #heap: VirtualTimer[] = []
  #order = 0
  readonly #turns: number

  /** @param turns - of the event loop until what a callback set going has come to rest */
  constructor(turns = 1) {
    this.#turns = turns
  }

  /** Calls back at that time, or as soon as possible. */
  at(time: number, callback: () => void): VirtualTimer {
    const timer = { at: Math.max(time, this.now), order: (this.#order += 1), callback }
    this.#rise(timer)
    return timer
  }

  after(ms: number, callback: () => void): VirtualTimer {
    return this.at(this.now + ms, callback)
  }

  /** Forgets a timer; it stays in the queue until its turn, which costs less than to look for it. */
  cancel(timer: VirtualTimer | undefined): void {
    if (timer) timer.callback = undefined
  }

  /**
   * Passes the time up to a moment. The clock stands still until everything that a callback set
   * going has come to rest: no promise settles later than it would on a fast machine.
   */
  async run(until: number): Promise<void> {
    await this.#rest()
    for (;;) {
      const next = this.#heap[0]
      if (next === undefined || next.at > until) break
      this.#sink()
      const { callback } = next
      if (callback === undefined) continue
      this.now = next.at
      next.callback = undefined
      callback()
      // oxlint-disable-next-line no-await-in-loop -- one moment after the other
      await this.#rest()
    }
    this.now = until
  }

  #rest(): Promise<void> {
    return this.#turns === 1 ? rest() : restFor(this.#turns)
  }

  #rise(timer: VirtualTimer): void {
    const heap = this.#heap
    let place = heap.length
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, timer)) break
      heap[place] = parent
      place = above
    }
    heap[place] = timer
  }

  /** Takes the first away. */
  #sink(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let place = 0
    for (;;) {
      const left = heap[2 * place + 1]
      if (left === undefined) break
      const right = heap[2 * place + 2]
      const isRight = right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (isBefore(last, child)) break
      heap[place] = child
      place = 2 * place + (isRight ? 2 : 1)
    }
    heap[place] = last
  }
}

function isBefore(a: VirtualTimer, b: VirtualTimer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** All promises that can settle without another event have settled by the next turn of the loop. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

async function restFor(turns: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  for (let turn = 0; turn < turns; turn += 1) await rest()
}
