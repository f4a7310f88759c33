import { setTimeout as sleep } from 'node:timers/promises'

/** Requests at a constant rate, whatever became of those before. */
export interface Schedule {
  /** Requests a second. */
  readonly rate: number
  readonly seconds: number
}

/** Milliseconds from the moment that the schedule named to the end of the answer. */
export interface ScheduledRun {
  readonly latencies: readonly number[]
  /** Milliseconds by which requests were sent too late; they are part of the latencies. */
  readonly lateness: readonly number[]
  readonly errors: number
}

/**
 * Sends by a schedule, an open loop: a server that stalls gets no pause for it, and every request
 * that had to wait counts its wait, also that in the client. A closed loop would leave them out.
 */
export async function sendBySchedule(
  send: () => Promise<void>,
  { rate, seconds }: Schedule,
): Promise<ScheduledRun> {
  const count = Math.round(rate * seconds)
  const start = performance.now()
  const latencies: number[] = []
  const lateness: number[] = []
  const inFlight = new Set<Promise<void>>()
  let errors = 0

  const sendAt = async (due: number): Promise<void> => {
    lateness.push(performance.now() - due)
    try {
      await send()
      latencies.push(performance.now() - due)
    } catch {
      errors += 1
    }
  }
  for (let sent = 0; sent < count;) {
    const due = start + (sent * 1000) / rate
    const wait = due - performance.now()
    if (wait > 0) {
      // oxlint-disable-next-line no-await-in-loop -- waits for the schedule
      await sleep(wait)
      continue
    }
    const request = sendAt(due).finally(() => inFlight.delete(request))
    inFlight.add(request)
    sent += 1
  }
  await Promise.all(inFlight)
  return { latencies, lateness, errors }
}
