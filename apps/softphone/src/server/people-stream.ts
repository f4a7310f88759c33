import type { Grant, RevocationStore } from '@grantline/core'
import { closeOnEnd } from '@grantline/core/http'
import type { PeopleEvents } from '../shared/protocol.ts'
import type { Switchboard } from './switchboard.ts'

/** Events that may wait for a reader before it counts as dead. */
const MAX_WAITING = 100

/** Settings of {@link openPeopleStream}. */
export interface PeopleStreamOptions {
  readonly watchPeople: Switchboard['watchPeople']
  readonly revocation: RevocationStore
  /** Seconds since 1970. */
  readonly clock: () => number
}

/**
 * Who is here, and who comes and goes, as `text/event-stream`: until the grant ends, which is told
 * last, or the reader goes away. Nothing is watched before somebody reads.
 */
export function openPeopleStream(
  grant: Grant,
  options: PeopleStreamOptions,
): ReadableStream<Uint8Array> {
  let stop: (() => void) | undefined
  const source = {
    pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
      stop ??= startTelling(controller, grant, options)
    },
    cancel: () => stop?.(),
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

function startTelling(
  controller: ReadableStreamDefaultController<Uint8Array>,
  grant: Grant,
  { watchPeople, revocation, clock }: PeopleStreamOptions,
): () => void {
  const encoder = new TextEncoder()
  const tell = <Name extends keyof PeopleEvents>(name: Name, data: PeopleEvents[Name]): void =>
    controller.enqueue(encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`))
  let known: readonly string[] | undefined

  const leave = watchPeople((everybody) => {
    const names = everybody.filter((name) => name !== grant.subject)
    const before = known
    known = names
    if (before === undefined) return tell('here', { names })
    for (const name of names) if (!before.includes(name)) tell('came', { name })
    for (const name of before) if (!names.includes(name)) tell('left', { name })
    if ((controller.desiredSize ?? 0) >= -MAX_WAITING) return undefined
    stop()
    return controller.close()
  })
  const ending = {
    close(_code: number, why: string): void {
      stop()
      tell('end', { why })
      controller.close()
    },
  }
  const watch = closeOnEnd(ending, grant, { revocation, clock })
  const stop = (): void => {
    leave()
    watch.stop()
  }
  return stop
}
