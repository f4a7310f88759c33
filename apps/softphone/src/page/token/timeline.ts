import type { TokenSnapshot } from '@grantline/core/client'
import { ValueStore, type Store } from '../store.ts'
import {
  causeWords,
  happeningWords,
  type Happening,
  type HappeningWords,
} from './timeline-words.ts'
import { secondsLeft } from './token-life.ts'

/** One thing that happened. */
export interface TimelineLine extends HappeningWords {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly type: Happening['type']
}

export interface TimelineOptions {
  /** @default Date.now */
  now?: () => number
  /** @default what the browser says */
  isOnline?: () => boolean
}

type Held = Pick<TokenSnapshot, 'token' | 'expiresAt'>

const KEPT = 30
const NOTHING_HELD: Held = { token: null, expiresAt: null }

/** For how long a late timer explains what comes after it, ms. */
const AFTER_SLEEP = 1000

/** A clock that drifts by less than this, ms, is no news. */
const SAME_SKEW = 30_000

/** What happened to the token of this tab, and why, newest first; never a token. */
export class Timeline implements Store<readonly TimelineLine[]> {
  readonly #list = new ValueStore<readonly TimelineLine[]>([])
  readonly #now: () => number
  readonly #isOnline: () => boolean
  #count = 0
  /** Why the last request went out. */
  #cause = ''
  #failures = 0
  /** Seconds that the held token was good for at first. */
  #life = 0
  #sleptAt = Number.NEGATIVE_INFINITY
  #skew = 0

  constructor({ now, isOnline }: TimelineOptions = {}) {
    this.#now = now ?? (() => Date.now())
    this.#isOnline = isOnline ?? (() => navigator.onLine)
  }

  get snapshot(): readonly TimelineLine[] {
    return this.#list.snapshot
  }

  subscribe = (listener: () => void): (() => void) => this.#list.subscribe(listener)

  /** Takes down what happened while this token was held. */
  record(happening: Happening, held: Held = NOTHING_HELD): void {
    const at = this.#now()
    if (happening.type === 'throttled_timer') this.#sleptAt = at
    const words = happeningWords(happening, {
      cause: this.#cause,
      failures: this.#failures,
      hasToken: held.token !== null,
      isOnline: this.#isOnline(),
      hasSlept: at - this.#sleptAt < AFTER_SLEEP,
    })
    const isKnown =
      happening.type === 'clock_skew' && Math.abs(happening.ms - this.#skew) < SAME_SKEW
    this.#remember(happening, held, at)
    if (words !== undefined && !isKnown) this.#add({ at, type: happening.type, ...words })
  }

  #remember(happening: Happening, held: Held, at: number): void {
    if (happening.type === 'fetch_start') {
      const part = this.#partOver(held, at)
      this.#cause = causeWords(happening.reason, part, this.#failures)
    }
    if (happening.type === 'fetch_ok' || happening.type === 'adopted') {
      this.#failures = 0
      this.#life = happening.life
    }
    if (happening.type === 'fetch_fail') this.#failures += 1
    if (happening.type === 'started') this.#failures = 0
    if (happening.type === 'clock_skew') this.#skew = happening.ms
  }

  /** How much of the held token's life is over, from 0 to 1. */
  #partOver({ token, expiresAt }: Held, at: number): number | undefined {
    if (token === null || this.#life <= 0) return undefined
    return Math.max(0, 1 - secondsLeft(expiresAt, at) / this.#life)
  }

  /** An outage is one line, however often it is tried. */
  #add(line: Omit<TimelineLine, 'id'>): void {
    const [newest, ...older] = this.snapshot
    if (newest?.type === 'fetch_fail' && line.type === 'fetch_fail') {
      this.#list.set([{ ...line, id: newest.id }, ...older])
      return
    }
    this.#count += 1
    this.#list.set([{ ...line, id: this.#count }, ...this.snapshot].slice(0, KEPT))
  }
}
