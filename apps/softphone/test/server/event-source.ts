import { onTestFinished } from 'vitest'
import { createEventReader, type StreamEvent } from '../../src/page/events/event-reader.ts'

/** An open event stream. */
export interface TestEvents {
  readonly response: Response
  /** The next event, as its name and its data read; `undefined` at the end. */
  next(): Promise<readonly [string, unknown] | undefined>
  /** Goes away in the middle. */
  leave(): void
}

/** Opens an event stream with a token. */
export async function openEvents(url: string, token: string): Promise<TestEvents> {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: controller.signal,
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const take = createEventReader()
  const unread: StreamEvent[] = []
  return {
    response,
    async next() {
      while (unread.length === 0) {
        // oxlint-disable-next-line no-await-in-loop -- pieces come one after the other
        const piece = await reader?.read()
        if (piece === undefined || piece.done) return undefined
        unread.push(...take(piece.value))
      }
      const event = unread.shift()
      return event && [event.name, JSON.parse(event.data)]
    },
    leave: () => controller.abort(),
  }
}
