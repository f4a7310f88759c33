import type { TokenManager } from '@grantline/core/client'
import { problemWords, readProblem } from '../problem.ts'
import { backoffMs } from '../signal/backoff.ts'
import { ValueStore, type Store } from '../store.ts'
import { createEventReader } from './event-reader.ts'
import { readPeopleEvent, type PeopleEvent } from './people-event.ts'

/** Somebody came or left, or was there already. */
export interface PeopleLine {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
}

/** What the page shows of the stream. */
export interface PeopleLogSnapshot {
  /** How the stream stands, as a sentence; `undefined` = it is not open. */
  readonly words: string | undefined
  /** Newest first. */
  readonly lines: readonly PeopleLine[]
}

export interface PeopleLogOptions {
  source: Pick<TokenManager, 'snapshot' | 'subscribe'>
  /** Sends requests with the token of the source. */
  authFetch: typeof fetch
  /** @default '/events' */
  url?: string
  /** @default Date.now */
  now?: () => number
}

const KEPT = 5

const CLOSED: PeopleLogSnapshot = Object.freeze({ words: undefined, lines: [] })

/** How one stream ended. */
type StreamEnd = 'expired' | 'revoked' | 'lost' | 'refused'

/** Who comes and goes, from the event stream, over one token after the other while it is open. */
export class PeopleLog implements Store<PeopleLogSnapshot> {
  readonly #options: PeopleLogOptions
  readonly #store = new ValueStore<PeopleLogSnapshot>(CLOSED)
  #names: ReadonlySet<string> | undefined
  #count = 0
  #open: AbortController | undefined

  constructor(options: PeopleLogOptions) {
    this.#options = options
  }

  get snapshot(): PeopleLogSnapshot {
    return this.#store.snapshot
  }

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener)

  open(): void {
    if (this.#open !== undefined) return
    this.#open = new AbortController()
    this.#say('Connecting…')
    void this.#run(this.#open.signal)
  }

  close(): void {
    this.#open?.abort()
    this.#open = undefined
    this.#names = undefined
    this.#store.set(CLOSED)
  }

  async #run(signal: AbortSignal): Promise<void> {
    let attempt = 0
    while (!signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one stream comes after the other
      const why = await this.#stream(signal)
      if (why === 'refused' || signal.aborted) return
      attempt = why === 'lost' ? attempt + 1 : 0
      // oxlint-disable-next-line no-await-in-loop -- that is what a pause is
      if (why !== 'expired') await this.#pause(why, attempt, signal)
    }
  }

  async #pause(why: 'revoked' | 'lost', attempt: number, signal: AbortSignal): Promise<void> {
    if (why === 'revoked') {
      // Whoever revoked the token decides about another.
      this.#say('Ended by the server: the token was revoked.')
      return this.#anotherToken(signal)
    }
    if (this.#options.source.snapshot.status === 'idle') {
      this.#say('Waiting for a token.')
      return this.#anotherToken(signal)
    }
    this.#say('Lost. Trying again…')
    return pause(backoffMs(attempt), signal)
  }

  async #stream(signal: AbortSignal): Promise<StreamEnd> {
    const { authFetch, url = '/events' } = this.#options
    try {
      const response = await authFetch(url, { signal })
      signal.throwIfAborted()
      if (response.status === 401) return 'lost'
      if (!response.ok) {
        const problem = await readProblem(response)
        signal.throwIfAborted()
        this.#say(problemWords(problem))
        return 'refused'
      }
      this.#say('Live, for as long as the token.')
      return await this.#read(response, signal)
    } catch {
      return 'lost'
    }
  }

  async #read(response: Response, signal: AbortSignal): Promise<StreamEnd> {
    const take = createEventReader()
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- pieces come one after the other
      const piece = await reader?.read()
      signal.throwIfAborted()
      if (piece === undefined || piece.done) return 'lost'
      for (const raw of take(piece.value)) {
        const event = readPeopleEvent(raw)
        if (event?.type === 'end') return event.why === 'revoked' ? 'revoked' : 'expired'
        if (event !== undefined) this.#tell(event)
      }
    }
  }

  #tell(event: Exclude<PeopleEvent, { type: 'end' }>): void {
    const before = this.#names
    if (event.type === 'here') {
      this.#names = new Set(event.names)
      if (before === undefined) return this.#add(hereWords(event.names))
      // The next stream tells anew who is here; only what changed meanwhile is news.
      for (const name of this.#names) if (!before.has(name)) this.#add(`${name} came`)
      for (const name of before) if (!this.#names.has(name)) this.#add(`${name} left`)
      return
    }
    const names = new Set(before)
    if (event.type === 'came') names.add(event.name)
    else names.delete(event.name)
    this.#names = names
    this.#add(`${event.name} ${event.type}`)
  }

  #add(text: string): void {
    this.#count += 1
    const line = { id: this.#count, at: (this.#options.now ?? Date.now)(), text }
    this.#patch({ lines: [line, ...this.snapshot.lines].slice(0, KEPT) })
  }

  #say(words: string): void {
    this.#patch({ words })
  }

  #patch(change: Partial<PeopleLogSnapshot>): void {
    this.#store.set(Object.freeze({ ...this.snapshot, ...change }))
  }

  /** Resolves when there is a token that is not the present one. */
  async #anotherToken(signal: AbortSignal): Promise<void> {
    const { source } = this.#options
    const present = source.snapshot.token
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const { token } = source.snapshot
        if (!signal.aborted && (token === null || token === present)) return
        unsubscribe()
        resolve()
      }
      const unsubscribe = source.subscribe(look)
      signal.addEventListener('abort', look, { once: true })
    })
  }
}

function hereWords(names: readonly string[]): string {
  return names.length === 0 ? 'Nobody else was here' : `${names.join(', ')} here already`
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
