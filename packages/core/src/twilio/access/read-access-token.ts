import { requireClock } from '../../clock.ts'
import { TokenError } from '../../errors.ts'
import { rejectUnknownOptions } from '../../options.ts'
import { isPlainObject } from '../../plain-object.ts'
import { ownOf } from '../../token/claims.ts'
import { deepFreeze } from '../../token/deep-freeze.ts'
import { readSegment } from '../../token/front-door.ts'
import { ACCESS_CTY } from './access-shapes.ts'
import { hmacKey, requireHmacAlgorithm, type HmacAlgorithm } from '../hmac-key.ts'
import { profileVerifier } from '../profile-verifier.ts'
import { readAccessGrants, type AccessTokenGrants } from './read-access-grants.ts'
import { requireSid } from '../sid.ts'

/** Settings of {@link readAccessToken}. */
export interface ReadAccessTokenOptions {
  /** The secret of the API key that signed. */
  readonly secret: string
  /**
   * `SK…`, which the `iss` claim must equal.
   *
   * @default not compared: whoever has the secret is that API key
   */
  readonly keySid?: string
  /**
   * `AC…`, which the `sub` claim must equal.
   *
   * @default not compared: an API key belongs to one account
   */
  readonly accountSid?: string
  /**
   * The algorithm that must have signed; Twilio's documentation names HS256 only.
   *
   * @default 'HS256'
   */
  readonly algorithm?: HmacAlgorithm
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
}

/** What a verified access token says; deeply frozen. */
export interface AccessTokenContents {
  /** The `jti` claim. */
  readonly id?: string
  /** The `iss` claim: `SK…`, which is made sure only where the option `keySid` is given. */
  readonly keySid: string
  /** `AC…`, the `sub` claim. */
  readonly accountSid: string
  /** Who holds the token. */
  readonly identity?: string
  /** The `twr` header: the region that the token is for. */
  readonly region?: string
  /** The `iat` claim, NumericDate. */
  readonly issuedAt?: number
  /** The `nbf` claim, NumericDate. */
  readonly notBefore?: number
  /** The `exp` claim, NumericDate. */
  readonly expiresAt: number
  /** The known grants of the right shape; all others are in `claims` only and allow nothing. */
  readonly grants: AccessTokenGrants
  /** Every claim of the token. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** The contents before what the token does not say is left out. */
type Complete = {
  readonly [Member in keyof Required<AccessTokenContents>]: AccessTokenContents[Member] | undefined
}

/**
 * Verifies and reads an access token that any library of Twilio wrote.
 *
 * @throws {TypeError} for settings that could not work
 * @throws {TokenError} `expired_token`, `invalid_token` or `malformed_request`, as any verifier
 *
 * @example
 * ```ts
 * const { identity, grants } = await readAccessToken(token, {
 *   secret: 'the secret of that API key',
 *   accountSid: 'AC123123',
 * })
 * const mayEnter = identity === 'alice' && grants.video?.room === 'stand-up'
 * ```
 */
export async function readAccessToken(
  token: string,
  options: ReadAccessTokenOptions,
): Promise<AccessTokenContents> {
  const owner = 'readAccessToken'
  rejectUnknownOptions(owner, options, ['secret', 'keySid', 'accountSid', 'algorithm', 'clock'])
  const { secret, keySid, accountSid } = options
  const alg = requireHmacAlgorithm(owner, options.algorithm)
  const account =
    accountSid === undefined ? undefined : requireSid(owner, 'accountSid', accountSid, 'AC')
  const verifier = profileVerifier({
    key: hmacKey(owner, 'secret', secret, alg),
    alg,
    issuer: keySid === undefined ? undefined : requireSid(owner, 'keySid', keySid, 'SK'),
    claim: 'grants',
    cty: [ACCESS_CTY],
    textExp: false,
    clock: requireClock(owner, options.clock),
    cacheEntries: 0,
  })

  const { claims, id, issuer, subject, issuedAt, expiresAt } = await verifier.verify(token)
  const grants = ownOf(claims, 'grants')
  if (!isPlainObject(grants) || subject === undefined) throw new TokenError('claim')
  const identity = readIdentity(ownOf(grants, 'identity'))
  // The reason that another account has everywhere, though here the claim is `sub`.
  if (account !== undefined && subject !== account) throw new TokenError('issuer')

  const contents: Complete = {
    keySid: issuer,
    accountSid: subject,
    expiresAt,
    grants: readAccessGrants(grants),
    claims,
    id,
    identity,
    region: regionOf(token),
    issuedAt,
    notBefore: ownOf(claims, 'nbf') as number | undefined,
  }
  const said = Object.entries(contents).filter(([, value]) => value !== undefined)
  return deepFreeze(Object.fromEntries(said) as unknown as AccessTokenContents)
}

/** @throws {TokenError} for what names nobody */
function readIdentity(identity: unknown): string | undefined {
  if (identity === undefined || typeof identity === 'string') return identity
  // The Node library takes whole numbers as well, and signs them as they are.
  if (typeof identity === 'number' && Number.isSafeInteger(identity)) return String(identity)
  throw new TokenError('claim')
}

/** The region in the header of a verified token; some libraries write an empty one for none. */
function regionOf(token: string): string | undefined {
  const region = ownOf(readSegment(token.slice(0, token.indexOf('.'))) ?? {}, 'twr')
  return typeof region === 'string' && region !== '' ? region : undefined
}
