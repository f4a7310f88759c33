/** Seconds of a token that are left; `expiresAt` is a NumericDate on the device's clock. */
export function secondsLeft(expiresAt: number | null, nowMs: number): number {
  return expiresAt === null ? 0 : Math.max(0, expiresAt - nowMs / 1000)
}

/** The part of a life that is left, from 1 to 0. */
export function partLeft(left: number, life: number): number {
  return life > 0 ? Math.min(1, Math.max(0, left / life)) : 0
}

/** A moment as a clock shows it, with seconds. */
export function timeText(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB')
}

/** What is left as the middle of the ring shows it: `42` seconds, or a clock from 100 on. */
export function leftText(left: number): string {
  const seconds = Math.ceil(left)
  if (seconds < 100) return String(seconds)
  const minutes = Math.floor(seconds / 60)
  return minutes < 100
    ? `${minutes}:${String(seconds % 60).padStart(2, '0')}`
    : `${Math.floor(minutes / 60)} h`
}
