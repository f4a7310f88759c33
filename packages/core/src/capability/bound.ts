import type { ParamKind } from './param-kind.ts'

/** A whole number from 0 to 999,999,999,999,999 that bounds what may be requested. */
export type BoundKind = ParamKind<number, number, 'constraint', false>

const LARGEST = 999_999_999_999_999
const MOST_DIGITS = 15
const ZERO = 48

/**
 * A whole number that a request must not exceed, 0 to 999,999,999,999,999 on both sides.
 *
 * @example
 * ```ts
 * const charge = defineCapability('pay:charge', { amount: atMost() })
 * charge({ amount: 500 }) // allows 500 and less
 * ```
 */
export function atMost(): BoundKind {
  return bound((value, limit) => value <= limit)
}

/**
 * A whole number that a request must reach, 0 to 999,999,999,999,999 on both sides.
 *
 * @example
 * ```ts
 * const enter = defineCapability('shop:enter', { age: atLeast() })
 * enter({ age: 18 }) // allows 18 and more
 * ```
 */
export function atLeast(): BoundKind {
  return bound((value, limit) => value >= limit)
}

/** What is inside of one bound is inside of every wider one, so requests and children agree. */
function bound(isInside: (value: number, limit: number) => boolean): BoundKind {
  const matcher = (granted: string): ((value: number | undefined) => boolean) => {
    const limit = readNumber(granted)
    return (value) => limit !== undefined && value !== undefined && isInside(value, limit)
  }
  return Object.freeze<BoundKind>({
    role: 'constraint',
    optional: false,
    write: (value) => {
      if (isInRange(value)) return String(value)
      throw new TypeError(`must be a whole number from 0 to ${LARGEST}`)
    },
    read: readNumber,
    requestProblem: (value) => (isInRange(value) ? undefined : 'malformed_request'),
    matcher,
    narrows: (child, parent) => matcher(parent)(readNumber(child)),
  })
}

function isInRange(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST
}

/** Plain decimal digits without a leading zero; `Number` alone would read `5e2` and `0x10` too. */
function readNumber(text: string): number | undefined {
  const { length } = text
  if (length === 0 || length > MOST_DIGITS) return undefined
  if (length > 1 && text.charCodeAt(0) === ZERO) return undefined
  let value = 0
  for (let at = 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}
