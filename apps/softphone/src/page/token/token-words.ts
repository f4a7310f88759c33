import type { TokenStatus } from '@grantline/core/client'

const STATUS_WORDS: Readonly<Record<TokenStatus, string>> = {
  idle: 'Fetching',
  loading: 'Fetching',
  ready: 'Ready',
  refreshing: 'Refreshing',
  stale: 'Refresh failed, trying again',
  expired: 'Expired, trying again',
  denied: 'Denied',
  disposed: 'Ended',
}

/** What a token says about the others; `undefined` while there is none to ask. */
interface PeopleAllowance {
  readonly isRevoked: boolean
  readonly isInvisible: boolean
  readonly hearsPeople: boolean | undefined
}

/** How the token stands, in a few words. */
export function statusWords(status: TokenStatus): string {
  return STATUS_WORDS[status]
}

/** Why the token in use leaves its holder untold of who is here; `undefined` = it does not. */
export function untoldWords(allowance: PeopleAllowance): string | undefined {
  const { isRevoked, isInvisible, hearsPeople } = allowance
  if (isRevoked) return 'Your token was revoked, so you are not told who is here.'
  if (isInvisible) return 'You are invisible, so you are not told who is here.'
  if (hearsPeople !== false) return undefined
  return 'Your token has no subscription to who is here, so you are not told.'
}
