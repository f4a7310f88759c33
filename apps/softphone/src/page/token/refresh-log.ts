import type { TokenEvent } from '@grantline/core/client'
import { ValueStore, type Store } from '../store.ts'

type FetchReason = Extract<TokenEvent, { type: 'fetch_start' }>['reason']

/** One fetch of a token that came to an end. */
export interface Refresh {
  /** Counts the fetches of this desk. */
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: FetchReason
  /** Seconds the new token is good for; absent when none came. */
  readonly life?: number
  /** How often it failed in a row. */
  readonly failures?: number
}

const KEPT = 5

/** The last fetches of a token manager, newest first. */
export class RefreshLog implements Store<readonly Refresh[]> {
  readonly #list = new ValueStore<readonly Refresh[]>([])
  readonly #now: () => number
  #reason: FetchReason = 'initial'
  #count = 0

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  get snapshot(): readonly Refresh[] {
    return this.#list.snapshot
  }

  subscribe = (listener: () => void): (() => void) => this.#list.subscribe(listener)

  record(event: TokenEvent): void {
    if (event.type === 'fetch_start') this.#reason = event.reason
    if (event.type === 'fetch_ok') this.#add({ life: event.life })
    if (event.type === 'fetch_fail') this.#addFailure()
  }

  /** An outage is one line, however often it is tried. */
  #addFailure(): void {
    const [last, ...older] = this.snapshot
    if (last?.failures === undefined) return this.#add({ failures: 1 })
    this.#list.set([{ ...last, at: this.#now(), failures: last.failures + 1 }, ...older])
    return undefined
  }

  #add(outcome: Pick<Refresh, 'life' | 'failures'>): void {
    this.#count += 1
    const refresh = { id: this.#count, at: this.#now(), reason: this.#reason, ...outcome }
    this.#list.set([refresh, ...this.snapshot].slice(0, KEPT))
  }
}
