/** How a request for a token was answered. */
export interface Answered {
  readonly user: string
  readonly isGood: boolean
  /** Seconds that the answer asked to wait. */
  readonly retryAfter: number
}

/** What the proxy can tell of the clients, by the only clock that counts. */
export interface Ledger {
  /** A request for a token came, sent at that moment; ms on the client's monotonic clock. */
  asked(user: string, sentAt: number): void
  /** The request that was sent at that moment is answered. */
  answered(answer: Answered, sentAt: number): void
  /** A token was used: handed out at that moment, ms since 1970. */
  used(user: string, token: string, handedAt: number): void
  report(): LedgerReport
}

/** What came of it. */
export interface LedgerReport {
  readonly asked: number
  /** Tokens that went out whole. */
  readonly good: number
  readonly bad: number
  /** Tokens seen at the API. */
  readonly used: number
  /** What must not be, in words, without repetitions beyond a few. */
  readonly findings: readonly string[]
}

interface Account {
  fails: number
  notBefore: number
  /** Of the request that was answered last; one from before it was overtaken and tells nothing. */
  sentAt: number
}

/** ms by which a timer may be early. */
const EARLY = 5
const MAX_FINDINGS = 20

/** Keeps the ledger. */
export function createLedger(): Ledger {
  const accounts = new Map<string, Account>()
  const findings: string[] = []
  const count = { asked: 0, good: 0, bad: 0, used: 0 }
  const find = (what: string): void => {
    if (findings.length < MAX_FINDINGS) findings.push(what)
  }
  const accountOf = (user: string): Account => {
    const account = accounts.get(user) ?? { fails: 0, notBefore: 0, sentAt: 0 }
    accounts.set(user, account)
    return account
  }
  return {
    asked(user, sentAt) {
      count.asked += 1
      const { notBefore, fails, sentAt: last } = accountOf(user)
      if (sentAt < last) return
      const early = notBefore - sentAt
      if (early > EARLY) find(`${user} asked ${Math.round(early)} ms too early, fail ${fails}`)
    },
    answered({ user, isGood, retryAfter }, sentAt) {
      count[isGood ? 'good' : 'bad'] += 1
      const account = accountOf(user)
      if (sentAt < account.sentAt) return
      account.sentAt = sentAt
      const backoff = Math.min(60_000, 1000 * 2 ** account.fails) / 2
      account.fails = isGood ? 0 : account.fails + 1
      account.notBefore = sentAt + (retryAfter > 0 ? retryAfter * 1000 : backoff)
      if (isGood) account.notBefore = 0
    },
    used(user, token, handedAt) {
      count.used += 1
      const { sub, exp } = claimsOf(token)
      if (sub !== user) find(`${user} was handed a token of ${sub}`)
      const late = handedAt - exp * 1000
      if (late >= 0) find(`${user} was handed a token ${Math.round(late)} ms after its end`)
    },
    report: () => ({ ...count, findings }),
  }
}

/** What a token says; it was minted here, so nobody has to check it. */
function claimsOf(token: string): { readonly sub: string; readonly exp: number } {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
