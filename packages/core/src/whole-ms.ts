/**
 * A NumericDate as whole milliseconds, cut down, never up: they tell a token minted after a
 * revocation from one before it. Rounding to microseconds first undoes what binary fractions take
 * away.
 */
export function toWholeMs(instant: number): number {
  return Math.floor(Math.round(instant * 1e6) / 1e3)
}
