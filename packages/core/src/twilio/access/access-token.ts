import { randomId } from '#crypto'
import { readClock, requireClock } from '../../clock.ts'
import { rejectUnknownOptions } from '../../options.ts'
import { membersOf, type AccessGrant } from './access-grant.ts'
import { ACCESS_CTY, KINDS } from './access-shapes.ts'
import { hmacKey, requireHmacAlgorithm, type HmacAlgorithm, type HmacKey } from '../hmac-key.ts'
import { requireDate } from '../require-date.ts'
import { requireUnicode } from '../require-unicode.ts'
import { requireSid } from '../sid.ts'
import { signTwilioToken } from '../sign-twilio-token.ts'
import { requireTtl } from '../ttl.ts'

/** Settings of an {@link AccessToken}. */
export interface AccessTokenOptions {
  /** `AC…`, the `sub` claim. */
  readonly accountSid: string
  /** `SK…`, the API key that signs, the `iss` claim. */
  readonly keySid: string
  /** The secret of that API key; its UTF-8 bytes sign. */
  readonly secret: string
  /**
   * Who holds the token; voice, chat and sync need one.
   *
   * @default none
   */
  readonly identity?: string
  /**
   * Life of a token in seconds, a whole number up to 86,400.
   *
   * @default 3600
   */
  readonly ttl?: number
  /**
   * The token is no good earlier, NumericDate.
   *
   * @default at once
   */
  readonly notBefore?: number
  /**
   * The region that the token is for, such as `au1`; the empty text is none.
   *
   * @default none
   */
  readonly region?: string
  /**
   * How the secret signs; Twilio's documentation names HS256 only.
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

const OPTIONS: readonly (keyof AccessTokenOptions)[] = [
  'accountSid',
  'keySid',
  'secret',
  'identity',
  'ttl',
  'notBefore',
  'region',
  'algorithm',
  'clock',
]

/**
 * Builds Twilio's access token: what the SDKs for voice, video, conversations and Sync ask for.
 *
 * @throws {TypeError} for an option that is missing, unknown or not what it must be
 * @throws {RangeError} for a ttl that is not a whole number from 1 to 86,400
 *
 * @example
 * ```ts
 * const access = new AccessToken({
 *   accountSid: 'AC123123',
 *   keySid: 'SK123123',
 *   secret: 'the secret of that API key',
 *   identity: 'alice',
 * })
 * access.addGrant(voiceGrant({ incomingAllow: true })).addGrant(videoGrant({ room: 'stand-up' }))
 * const jwt = await access.toJwt()
 * ```
 */
export class AccessToken {
  readonly #accountSid: string
  readonly #keySid: string
  readonly #key: HmacKey
  readonly #header: object
  readonly #identity: string | undefined
  readonly #ttl: number
  readonly #notBefore: number | undefined
  readonly #clock: () => number
  readonly #grants = new Map<string, object>()

  constructor(options: AccessTokenOptions) {
    const owner = 'AccessToken'
    rejectUnknownOptions(owner, options, OPTIONS)
    const { identity, region = '', ttl, notBefore } = options
    const alg = requireHmacAlgorithm(owner, options.algorithm)
    this.#accountSid = requireSid(owner, 'accountSid', options.accountSid, 'AC')
    this.#keySid = requireSid(owner, 'keySid', options.keySid, 'SK')
    this.#key = hmacKey(owner, 'secret', options.secret, alg)
    this.#identity =
      identity === undefined ? undefined : requireUnicode(owner, 'identity', identity)
    this.#ttl = requireTtl(owner, ttl)
    this.#notBefore =
      notBefore === undefined ? undefined : requireDate(owner, 'notBefore', notBefore)
    const twr = requireUnicode(owner, 'region', region)
    this.#header = { alg, typ: 'JWT', cty: ACCESS_CTY, ...(twr === '' ? {} : { twr }) }
    this.#clock = requireClock(owner, options.clock)
  }

  /**
   * Adds what the holder may do; a token has at most one grant of a kind.
   *
   * @throws {TypeError} for a second grant of a kind, for a grant of voice, chat or sync to nobody,
   *   and for what is no grant
   */
  addGrant(grant: AccessGrant): this {
    const members = membersOf('addGrant', grant)
    const { member, needsIdentity } = KINDS[grant.kind]
    if (needsIdentity === true && this.#identity === undefined) {
      throw new TypeError(`addGrant: ${grant.kind}Grant needs an "identity"`)
    }
    if (this.#grants.has(member)) {
      throw new TypeError(`addGrant: the token has a ${grant.kind}Grant already; put both in one`)
    }
    this.#grants.set(member, members)
    return this
  }

  /**
   * Signs a token that begins to live now; the builder stays as it is.
   *
   * @throws {TypeError} for a token that has neither an identity nor a grant
   * @throws {RangeError} for a `notBefore` at or after the end of the token, and for a token of more
   *   than 8,192 characters
   */
  async toJwt(): Promise<string> {
    const identity = this.#identity
    if (identity === undefined && this.#grants.size === 0) {
      throw new TypeError('toJwt: give an "identity" or call addGrant')
    }
    const iat = Math.floor(readClock('AccessToken', this.#clock))
    const exp = iat + this.#ttl
    const nbf = this.#notBefore
    if (nbf !== undefined && nbf >= exp) {
      throw new RangeError('toJwt: "notBefore" must come before the token expires')
    }
    const claims = {
      jti: `${this.#keySid}-${iat}-${randomId()}`,
      // JSON leaves out what is undefined.
      grants: { identity, ...Object.fromEntries(this.#grants) },
      nbf,
      iat,
      exp,
      iss: this.#keySid,
      sub: this.#accountSid,
    }
    return signTwilioToken('toJwt', this.#key, this.#header, claims)
  }
}
