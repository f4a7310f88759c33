import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  type Definition,
  type ExactKind,
  type KeyRing,
  type Minter,
  type RevocationStore,
  type Verifier,
} from '@grantline/core'
import type { AuthorizeResult } from '@grantline/core/http'

/** What every token here allows: calls for its own user. */
export const call: Definition<{ user: ExactKind }> = defineCapability('soak:call', {
  user: exact(),
})

export const ISSUER = 'https://soak.example'

/** The header that tells who asks. */
export const USER = 'x-user'
/** When a request for a token was sent, ms on the monotonic clock of the client. */
export const SENT_AT = 'x-sent-at'

/** Not now. */
export interface Refused {
  /** Seconds. */
  readonly retryAfter: number
}

/** What happens at the doors of a server; all of it optional. */
export interface Doors {
  /** Comes before the token endpoint: waits, or refuses with 503 and that many seconds. */
  readonly beforeToken?: ((user: string) => Promise<Refused | undefined>) | undefined
  /** Decides about a token for a user; without it everybody gets one. */
  readonly authorize?: ((user: string) => AuthorizeResult | undefined) | undefined
}

/** What an app is made of. */
export interface Parts {
  readonly ring: KeyRing
  readonly minter: Minter
  readonly verifier: Verifier
  readonly revocation: RevocationStore
  readonly doors: Doors
}

/** Settings of {@link makeParts}. */
export interface PartsOptions {
  readonly ring: KeyRing
  readonly revocation: RevocationStore
  /** Seconds a token lives. */
  readonly ttl: number
  readonly doors?: Doors | undefined
}

/** Makes what a server holds in memory. */
export function makeParts({ ring, revocation, ttl, doors = {} }: PartsOptions): Parts {
  return {
    ring,
    minter: createMinter({ issuer: ISSUER, keys: ring, ttl }),
    verifier: createVerifier({ issuer: ISSUER, keys: ring, revocation }),
    revocation,
    doors,
  }
}

/** Who gets what: the user that the body names. */
export function authorizeWith({ authorize }: Doors) {
  return ({ body }: { body: Readonly<Record<string, unknown>> }): AuthorizeResult => {
    const user = String(body['user'])
    return authorize?.(user) ?? grantFor(user)
  }
}

function grantFor(user: string): AuthorizeResult {
  return { subject: user, session: `session-of-${user}`, capabilities: [call({ user })] }
}
