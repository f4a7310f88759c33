import {
  createKeyRing,
  createMinter,
  createVerifier,
  generateKey,
  memoryRevocationStore,
  type KeyRing,
  type LocalRevocationStore,
  type Minter,
  type Verifier,
} from '@grantline/core'

/** Who mints the tokens, and signs the cookies. */
export const ISSUER = 'urn:grantline:softphone'
/** What the tokens are for. */
export const AUDIENCE = 'urn:grantline:softphone:calls'

/** Mints, verifies and revokes the tokens of one run of the server. */
export interface Tokens {
  /** What signs; other processes verify by its public half. */
  readonly keys: KeyRing
  readonly minter: Minter
  readonly verifier: Verifier
  /** What was revoked: the verifier asks it, and the sockets listen to it. */
  readonly revocation: LocalRevocationStore
}

/** Settings of {@link createTokens}. */
export interface TokensOptions {
  /** Seconds that a token lives. */
  readonly ttl: number
  /** Seconds since 1970. */
  readonly clock: () => number
}

/** A fresh signing key, never written anywhere, and what works with it. */
export async function createTokens({ ttl, clock }: TokensOptions): Promise<Tokens> {
  const keys = createKeyRing([await generateKey('EdDSA')], { clock })
  const revocation = memoryRevocationStore({ clock })
  const minter = createMinter({ issuer: ISSUER, audience: AUDIENCE, keys, ttl, clock })
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, revocation, clock })
  return { keys, minter, verifier, revocation }
}
