/**
 * Reads a `Retry-After` header (RFC 9110 §10.2.3): seconds, or an HTTP date.
 *
 * @param now - the wall clock, ms
 * @returns seconds from now, 0 for a date that has passed; `undefined` for anything unreadable
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header ?? ''
  if (/^\d+$/.test(text)) return Number(text)
  // Date.parse takes almost anything, `-5` is a date to it.
  if (!/^\w+, .+ GMT$/.test(text)) return undefined
  const seconds = (Date.parse(text) - now) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
