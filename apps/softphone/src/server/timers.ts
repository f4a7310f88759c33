/** Runs `callback` once after so many seconds; the function that comes back cancels it. */
export type SetTimer = (callback: () => void, seconds: number) => () => void

/** The timers of the running process. */
export function processTimer(callback: () => void, seconds: number): () => void {
  const timer = setTimeout(callback, seconds * 1000)
  return () => clearTimeout(timer)
}
