import type { SetTimer } from '../../src/server/timers.ts'

/** Timers that fire when the test says so. */
export interface ManualTimers {
  readonly setTimer: SetTimer
  /** How many timers of exactly this length are running. */
  running(seconds: number): number
  /** Lets time pass and runs what falls due. */
  advance(seconds: number): void
}

export function createManualTimers(): ManualTimers {
  const tasks = new Set<{
    readonly at: number
    readonly seconds: number
    readonly run: () => void
  }>()
  let now = 0
  return {
    setTimer(run, seconds) {
      if (!(seconds > 0)) throw new RangeError('a timer needs a time')
      const task = { at: now + seconds, seconds, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
    running: (seconds) => [...tasks].filter((task) => task.seconds === seconds).length,
    advance(seconds) {
      const until = now + seconds
      for (;;) {
        const [next] = [...tasks].filter((task) => task.at <= until).toSorted((a, b) => a.at - b.at)
        if (next === undefined) break
        now = next.at
        tasks.delete(next)
        next.run()
      }
      now = until
    },
  }
}
