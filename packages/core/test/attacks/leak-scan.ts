import { inspect } from 'node:util'
import { vi } from 'vitest'
import type { GrantlineEvent } from '../../src/index.ts'
import { markers } from './markers.ts'

/** Something that was said: by an error, an event, a log or an answer. */
export interface Said {
  readonly where: string
  readonly text: string
}

/** Every way in which an error speaks, its causes included. */
export function saidByError(where: string, error: unknown): readonly Said[] {
  const texts: string[] = [
    String(error),
    inspect(error, { depth: 10, showHidden: true, getters: true }),
  ]
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    texts.push(next.message, next.name, next.stack?.split('\n')[0] ?? '', json(next))
    texts.push(json(Object.getOwnPropertyDescriptors(next)))
  }
  return texts.map((text) => ({ where, text }))
}

/** JSON, as a log would write it. */
export function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return inspect(value, { depth: 10 })
  }
}

/** Every marker that stands in a text, also encoded. */
export function markersIn(text: string, wanted: readonly string[]): readonly string[] {
  return wanted.filter((marker) => spellingsOf(marker).some((spelling) => text.includes(spelling)))
}

function spellingsOf(marker: string): readonly string[] {
  const bytes = Buffer.from(marker)
  // Base64 of a part looks different at each of three offsets; the inner characters stay.
  const shifted = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
    return text.slice(offset === 0 ? 0 : offset + 1, -3)
  })
  return [marker, encodeURIComponent(marker), bytes.toString('hex'), ...shifted]
}

/** Hears everything that is said while a test runs. */
export interface Ear {
  readonly said: Said[]
  readonly onEvent: (event: GrantlineEvent) => void
  /** Runs what must fail. */
  readonly hear: (where: string, run: () => unknown) => Promise<void>
  /** Runs what may or may not fail. */
  readonly listen: (where: string, run: () => unknown) => Promise<void>
  /** Every marker that was told, and where. */
  leaks(): readonly string[]
}

const CONSOLE = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const

/** Listens to errors, events and the console, until the mocks are restored. */
export function listenIn(): Ear {
  const said: Said[] = []
  for (const method of CONSOLE) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      said.push({ where: `console.${method}`, text: inspect(args, { depth: 10 }) })
    })
  }
  const failure = async (where: string, run: () => unknown): Promise<boolean> => {
    try {
      await run()
      return false
    } catch (error) {
      said.push(...saidByError(where, error))
      return true
    }
  }
  return {
    said,
    onEvent: (event) => {
      said.push({ where: `event ${event.type}`, text: json({ ...event, jti: undefined }) })
    },
    hear: async (where, run) => {
      if (!(await failure(where, run))) throw new Error(`${where} did not fail`)
    },
    listen: async (where, run) => {
      await failure(where, run)
    },
    leaks: () => {
      const found = said.flatMap(({ where, text }) =>
        markersIn(text, Object.values(markers)).map(
          (marker) => `${where}: ${marker} in ${text.slice(0, 200)}`,
        ),
      )
      return [...new Set(found)]
    },
  }
}
