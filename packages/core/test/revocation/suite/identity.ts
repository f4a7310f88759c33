import type { GrantIdentity } from '../../../src/token/revocation-store.ts'

/** What a store sees of a grant that was issued at 1000. */
export function identity(members: Partial<GrantIdentity> = {}): GrantIdentity {
  return { issuer: 'i', issuedAt: 1000, expiresAt: 1600, ...members }
}
