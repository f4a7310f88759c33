/** Counts the timers that are made through the global functions. */
export interface TimerCount {
  /** Made, and neither cleared nor fired. */
  alive(): number
  /** Puts the global functions back. */
  stop(): void
}

/** Starts to count. Nothing is kept for a timer, so that its memory can be told meanwhile. */
export function countTimers(): TimerCount {
  const { setTimeout: set, clearTimeout: clear } = globalThis
  let alive = 0
  const counting = (run: () => void, ms?: number): NodeJS.Timeout => {
    alive += 1
    return set(run, ms)
  }
  const clearing = (timer?: NodeJS.Timeout): void => {
    if (timer !== undefined && !isOver(timer)) alive -= 1
    clear(timer)
  }
  globalThis.setTimeout = Object.assign(counting, set) as typeof set
  globalThis.clearTimeout = clearing as typeof clear
  return {
    alive: () => alive,
    stop() {
      globalThis.setTimeout = set
      globalThis.clearTimeout = clear
    },
  }
}

/** Node marks a timer that has fired or was cleared. */
function isOver(timer: NodeJS.Timeout): boolean {
  return Reflect.get(timer, '_destroyed') === true
}
