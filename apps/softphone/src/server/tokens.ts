import {
  createMinter,
  createVerifier,
  generateKey,
  TokenError,
  type Minter,
  type Verifier,
} from '@grantline/core'
import type { EndedSessions } from './ended-sessions.ts'

const ISSUER = 'urn:grantline:softphone'
const AUDIENCE = 'urn:grantline:softphone:calls'

/** Mints and verifies the tokens of one run of the server. */
export interface Tokens {
  readonly minter: Minter
  readonly verifier: Verifier
}

/** Settings of {@link createTokens}. */
export interface TokensOptions {
  /** Seconds that a token lives. */
  readonly ttl: number
  /** Seconds since 1970. */
  readonly clock: () => number
  /** Whose tokens are refused although they have not expired. */
  readonly ended: EndedSessions
}

/** A fresh signing key, never written anywhere, and what works with it. */
export async function createTokens({ ttl, clock, ended }: TokensOptions): Promise<Tokens> {
  const keys = await generateKey('EdDSA')
  const minter = createMinter({ issuer: ISSUER, audience: AUDIENCE, keys, ttl, clock })
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, clock })
  return { minter, verifier: withoutEnded(verifier, ended) }
}

/** Refuses what is valid but belongs to a session that signed out. */
function withoutEnded(verifier: Verifier, ended: EndedSessions): Verifier {
  const check: Verifier['check'] = async (token) => {
    const result = await verifier.check(token)
    if (!result.ok || !ended.has(result.grant.session)) return result
    return { ok: false, error: new TokenError('revoked') }
  }
  const verify: Verifier['verify'] = async (token) => {
    const result = await check(token)
    if (!result.ok) throw result.error
    return result.grant
  }
  return { check, verify }
}
