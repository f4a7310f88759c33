import { requireClock } from '../clock.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireText } from '../require.ts'
import type { Grant } from '../token/grant.ts'
import { requireMethod } from '../token/require-method.ts'
import type { RevocationStore } from '../token/revocation-store.ts'
import type { Verifier } from '../token/verifier.ts'
import { CAPABILITY_CTY } from './capability-cty.ts'
import { hmacKey } from './hmac-key.ts'
import { profileVerifier, type Profile } from './profile-verifier.ts'

/** Settings of {@link readCapabilityToken}. */
export interface ReadCapabilityTokenOptions {
  /** The account's auth token: the key of the signature. */
  readonly authToken: string
  /**
   * `AC…`, which the `iss` claim must equal.
   *
   * @default not compared: whoever signs with the auth token is the account
   */
  readonly accountSid?: string
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
}

/** Settings of {@link twilioVerifier}. */
export interface TwilioVerifierOptions {
  /** The account's auth token: the key of the signature. */
  readonly authToken: string
  /** `AC…`, which the `iss` claim must equal. */
  readonly accountSid: string
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
  /**
   * Asked for every token. A capability token is found by the `jti`, `sid` or `sub` that `addClaim`
   * put into it; of those that have none, a cut-off of level `all` ends those without an `iat` and
   * those issued before it.
   *
   * @default none: a token is good until it expires
   */
  readonly revocation?: RevocationStore
}

/** What every reading of capability tokens has in common. */
function capabilityProfile(
  owner: string,
  { authToken, clock }: ReadCapabilityTokenOptions,
): Omit<Profile, 'issuer' | 'cacheEntries'> {
  return {
    key: hmacKey(owner, 'authToken', authToken),
    claim: 'scope',
    cty: CAPABILITY_CTY,
    textExp: true,
    clock: requireClock(owner, clock),
  }
}

/** Verified tokens that a guard remembers. */
const CACHED_TOKENS = 4096

/**
 * Verifies and reads a capability token that any library of Twilio wrote, old or new: `+` or `%20`
 * for a space, raw or encoded paths, parameters in any order, `iat` and `nbf` or not.
 *
 * @throws {TypeError} for an empty auth token
 * @throws {TokenError} `expired_token`, `invalid_token` or `malformed_request`, as any verifier
 *
 * @example
 * ```ts
 * const grant = await readCapabilityToken(token, { authToken: 'the auth token of that account' })
 * const names = grant.find(clientIncoming).map(({ clientName }) => clientName)
 * ```
 */
export async function readCapabilityToken(
  token: string,
  options: ReadCapabilityTokenOptions,
): Promise<Grant> {
  const owner = 'readCapabilityToken'
  rejectUnknownOptions(owner, options, ['authToken', 'accountSid', 'clock'])
  const { accountSid } = options
  const verifier = profileVerifier({
    ...capabilityProfile(owner, options),
    issuer: accountSid === undefined ? undefined : requireText(owner, 'accountSid', accountSid),
    cacheEntries: 0,
  })
  return verifier.verify(token)
}

/**
 * Prepares the verification of one account's capability tokens, for a guard: so your own API
 * honours the token that the browser already has.
 *
 * @throws {TypeError} for settings that could not work
 *
 * @example
 * ```ts
 * const verifier = twilioVerifier({ accountSid: 'AC123123', authToken: 'the auth token of it' })
 * const grant = await verifier.verify(token)
 * grant.require(clientOutgoing, { appSid: 'AP123123' })
 * ```
 */
export function twilioVerifier(options: TwilioVerifierOptions): Verifier {
  const owner = 'twilioVerifier'
  rejectUnknownOptions(owner, options, ['authToken', 'accountSid', 'clock', 'revocation'])
  return profileVerifier({
    ...capabilityProfile(owner, options),
    issuer: requireText(owner, 'accountSid', options.accountSid),
    revocation: requireMethod(owner, 'revocation', 'check', options.revocation),
    cacheEntries: CACHED_TOKENS,
  })
}
