import type { GrantIdentity, RevocationLevel } from '../token/revocation-store.ts'
import { LARGEST_LEEWAY, numberOfLevel, type Revocation } from './entry.ts'
import { createExpiringTable } from './expiring-table.ts'
import { toWholeMs } from '../whole-ms.ts'

/** What is revoked, in memory: the greatest cut-off of each value of each level. */
export interface CutOffs {
  /**
   * Takes a revocation in; a lower cut-off lowers none.
   *
   * @returns `false` when there are `limit` already; `all` always has room
   */
  raise(revocation: Revocation, now: number, limit: number): boolean
  /**
   * Whether any level revokes a grant. What is past its end revokes nothing, kept or not.
   *
   * @param now seconds since 1970
   */
  catches(grant: GrantIdentity, now: number): boolean
  /** The cut-off that counts for a level and value, if there is one. */
  effective(level: RevocationLevel, value: string): Revocation | undefined
  /** Forgets what no living token can match. */
  prune(now: number): void
  /** How many are kept; those that may be forgotten count until they are. */
  size(): number
}

const TOKEN = 0
const SESSION = 1
const SUBJECT = 2
const KEY = 3

/** Nothing revoked yet. */
export function createCutOffs(): CutOffs {
  const table = createExpiringTable()
  /** By the number of a level: most stores use one or two, and the others cost nothing. */
  const inUse = [false, false, false, false]
  let all: Revocation | undefined

  const catchesAt = (
    level: number,
    value: string | undefined,
    issuedMs: number,
    now: number,
  ): boolean => {
    if (value === undefined || !inUse[level]) return false
    const cutOffMs = table.get(level, value, now)
    return !Number.isNaN(cutOffMs) && isCaught(issuedMs, cutOffMs)
  }

  return {
    raise(revocation, now, limit) {
      const { level, value, cutOffMs, expiresAt } = revocation
      if (level === 'all') {
        all = all === undefined ? revocation : greater(all, revocation)
        return true
      }
      const kind = numberOfLevel(level) ?? TOKEN
      inUse[kind] = true
      const until = expiresAt + LARGEST_LEEWAY
      return table.raise({ kind, text: value, value: cutOffMs, until }, now, limit)
    },
    catches({ id, rootId, session, subject, keyId, issuedAt }, now) {
      const issuedMs = issuedAt === undefined ? -Infinity : toWholeMs(issuedAt)
      return (
        (all !== undefined && !isOver(all, now) && isCaught(issuedMs, all.cutOffMs)) ||
        catchesAt(TOKEN, id, issuedMs, now) ||
        catchesAt(TOKEN, rootId, issuedMs, now) ||
        catchesAt(SESSION, session, issuedMs, now) ||
        catchesAt(SUBJECT, subject, issuedMs, now) ||
        catchesAt(KEY, keyId, issuedMs, now)
      )
    },
    effective(level, value) {
      if (level === 'all') return all
      const found = table.entryOf(numberOfLevel(level) ?? TOKEN, value)
      if (found === undefined) return undefined
      return { level, value, cutOffMs: found.value, expiresAt: found.until - LARGEST_LEEWAY }
    },
    prune(now) {
      table.prune(now)
      if (all !== undefined && isOver(all, now)) all = undefined
    },
    size: () => table.size() + (all === undefined ? 0 : 1),
  }
}

/** With a clock that tells no time nothing is over. */
function isOver({ expiresAt }: Revocation, now: number): boolean {
  return now >= expiresAt + LARGEST_LEEWAY
}

/** Not "issued <= cut-off": an instant that is none is caught. */
function isCaught(issuedMs: number, cutOffMs: number): boolean {
  return !(issuedMs > cutOffMs)
}

function greater(one: Revocation, other: Revocation): Revocation {
  return {
    ...one,
    cutOffMs: Math.max(one.cutOffMs, other.cutOffMs),
    expiresAt: Math.max(one.expiresAt, other.expiresAt),
  }
}
