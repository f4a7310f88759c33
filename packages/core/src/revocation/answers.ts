import type { RevocationAnswer } from '../token/revocation-store.ts'

// Shared and frozen: an answer is given for every verified token.

export const NOT_REVOKED: RevocationAnswer = Object.freeze({ revoked: false, freshness: 'fresh' })
export const REVOKED: RevocationAnswer = Object.freeze({ revoked: true, freshness: 'fresh' })
export const UNKNOWN: RevocationAnswer = Object.freeze({ revoked: false, freshness: 'unknown' })
