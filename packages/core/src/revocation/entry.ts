import { rejectUnknownOptions } from '../options.ts'
import type { RevocationEntry, RevocationLevel } from '../token/revocation-store.ts'
import { toWholeMs } from '../whole-ms.ts'

/** A revocation as the stores keep it. */
export interface Revocation {
  readonly level: RevocationLevel
  /** Empty for the level `all`. */
  readonly value: string
  /** Whole milliseconds since 1970: what was issued in that millisecond or before is revoked. */
  readonly cutOffMs: number
  /** NumericDate after which no token lives that it could match, the verifier's leeway aside. */
  readonly expiresAt: number
}

/** Seconds that an entry outlives the tokens it matches: the largest leeway of a verifier. */
export const LARGEST_LEEWAY = 600

/** Seconds that a cut-off may lie ahead: clocks differ a little, and `revoke` waits for it. */
export const FARTHEST_AHEAD = 60

/** NumericDate of the year 5138: later ends are milliseconds by mistake. */
const LATEST_END = 1e11

const LEVELS: Readonly<Record<RevocationLevel, number>> = Object.freeze(
  Object.assign(Object.create(null), { token: 0, session: 1, subject: 2, key: 3, all: 4 }),
)

/** The number of a level in the tables; `undefined` for what is none. */
export function numberOfLevel(level: unknown): number | undefined {
  return typeof level === 'string' ? LEVELS[level as RevocationLevel] : undefined
}

/**
 * Checks what `revoke` was called with.
 *
 * @param now seconds since 1970
 * @throws {TypeError} for a level, value or instant that is none
 * @throws {RangeError} for a cut-off more than a minute ahead, and for an end in milliseconds
 */
export function readEntry(entry: RevocationEntry, now: number): Revocation {
  rejectUnknownOptions('revoke', entry, ['level', 'value', 'before', 'expiresAt'])
  const { level, value, before, expiresAt } = entry
  if (numberOfLevel(level) === undefined) {
    throw new TypeError('revoke: "level" must be "token", "session", "subject", "key" or "all"')
  }
  if (level !== 'all' && (typeof value !== 'string' || value === '')) {
    throw new TypeError('revoke: "value" must be a non-empty string: what the level names')
  }
  requireInstant('expiresAt', expiresAt)
  if (expiresAt > LATEST_END) {
    throw new RangeError('revoke: "expiresAt" must be in seconds since 1970, not milliseconds')
  }
  if (before !== undefined) requireInstant('before', before)
  if (before !== undefined && before > now + FARTHEST_AHEAD) {
    throw new RangeError(
      'revoke: "before" must be in seconds since 1970 and not lie ahead; leave it out for now',
    )
  }
  return {
    level,
    value: level === 'all' ? '' : value,
    cutOffMs: toWholeMs(before ?? now),
    // By the clock of whoever verifies, the token may still live.
    expiresAt: Math.max(expiresAt, now),
  }
}

/** Whether a revocation can still match a living token. */
export function isLive(revocation: Revocation, now: number): boolean {
  return now < revocation.expiresAt + LARGEST_LEEWAY
}

function requireInstant(name: string, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value)) return
  throw new TypeError(`revoke: "${name}" must be a NumericDate, finite seconds since 1970`)
}
