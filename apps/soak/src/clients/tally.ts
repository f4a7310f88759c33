/** What the clients count together. */
export interface Tally {
  /** API calls answered with 200. */
  ok: number
  /** Other outcomes of API calls, by kind. */
  readonly failed: Record<string, number>
  /** Requests for tokens. */
  fetches: number
  /** Tokens that came and were taken. */
  tokens: number
  /** Managers made so far. */
  managers: number
  /** What must not be, in words. */
  readonly findings: string[]
}

const MAX_FINDINGS = 20

export function createTally(): Tally {
  return { ok: 0, failed: {}, fetches: 0, tokens: 0, managers: 0, findings: [] }
}

export function countFailed({ failed }: Tally, kind: string): void {
  failed[kind] = (failed[kind] ?? 0) + 1
}

export function addFinding({ findings }: Tally, what: string): void {
  if (findings.length < MAX_FINDINGS) findings.push(what)
}
