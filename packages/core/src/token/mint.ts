import { base64url } from 'jose'
import { formatScopes } from '../scope/format.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import { materialOf, type Key } from '../key/key.ts'
import { readClock, requireClock } from '../clock.ts'
import { rejectUnknownOptions } from '../options.ts'
import { isPlainObject } from '../plain-object.ts'
import { DEFAULT_TTL, RESERVED_CLAIMS } from './claims.ts'
import { requireFlag, requireJson, requireSeconds, requireText } from './require.ts'
import { signToken } from './sign.ts'

/** Settings of {@link createMinter}. */
export interface MinterOptions {
  /** The `iss` claim of every token. */
  readonly issuer: string
  /** Signs. */
  readonly keys: Key
  /**
   * The `aud` claim of a token whose request names none.
   *
   * @default no audience
   */
  readonly audience?: string
  /**
   * Seconds a token lives when its request does not say.
   *
   * @default 600, or `maxTtl` where that is less
   */
  readonly ttl?: number
  /**
   * The longest life that may be asked for, in seconds.
   *
   * @default 86400
   */
  readonly maxTtl?: number
  /**
   * The `typ` header (RFC 8725 §3.11).
   *
   * @default 'capability+jwt'
   */
  readonly typ?: string
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
}

/** What one token shall say. */
export interface MintRequest {
  /** Whom it is for: the `sub` claim. */
  readonly subject?: string
  /** What it allows. */
  readonly capabilities: readonly ScopeUri[]
  /** Seconds it lives, a positive integer. */
  readonly ttl?: number
  /** The `aud` claim. */
  readonly audience?: string
  /** Claims of your own; the registered names are taken. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The session it belongs to: the `sid` claim. */
  readonly session?: string
  /** NumericDate before which it is not accepted: the `nbf` claim. */
  readonly notBefore?: number
  /** RFC 7638 thumbprint of the key it is bound to: `cnf.jkt` (RFC 9449 §6.1). */
  readonly dpopThumbprint?: string
  /** Accepted once only: `once: true`. */
  readonly singleUse?: boolean
}

/** A fresh token and what the client needs to know of it. */
export interface MintedToken {
  readonly token: string
  readonly tokenType: 'Bearer' | 'DPoP'
  /** Seconds, as granted. */
  readonly expiresIn: number
  /** The `exp` claim, NumericDate. */
  readonly expiresAt: number
  /** The `jti` claim: 128 random bits. */
  readonly id: string
  /** The `scope` claim. */
  readonly scope: string
}

/** Mints tokens with one issuer's settings. */
export interface Minter {
  /**
   * Mints one token.
   *
   * @throws {RangeError} for a ttl that is not a positive integer within `maxTtl`
   * @throws {TypeError} for a scope that cannot be written and for a reserved claim
   */
  mint(request: MintRequest): Promise<MintedToken>
}

const OPTIONS = ['issuer', 'keys', 'audience', 'ttl', 'maxTtl', 'typ', 'clock']
const REQUEST = [
  'subject',
  'capabilities',
  'ttl',
  'audience',
  'claims',
  'session',
  'notBefore',
  'dpopThumbprint',
  'singleUse',
]

/**
 * Prepares minting: checks the settings once and returns what signs (RFC 7519).
 *
 * @throws {TypeError} for a missing issuer, a public key or an unknown option
 * @throws {RangeError} for a ttl outside 1…maxTtl
 *
 * @example
 * ```ts
 * const minter = createMinter({ issuer: 'https://phone.example', keys: await generateKey('EdDSA') })
 * const { token } = await minter.mint({ subject: 'alice', capabilities: [dial({ appSid: 'AP123' })] })
 * ```
 */
export function createMinter(options: MinterOptions): Minter {
  rejectUnknownOptions('createMinter', options, OPTIONS)
  const issuer = requireText('createMinter', 'issuer', options.issuer)
  if (options.audience !== undefined) requireText('createMinter', 'audience', options.audience)
  const key = materialOf('createMinter', options.keys)
  if (key.sign === undefined) throw new TypeError('createMinter: "keys" must be able to sign')
  const maxTtl = requireSeconds('createMinter', 'maxTtl', options.maxTtl ?? 86_400)
  const ttl = requireSeconds(
    'createMinter',
    'ttl',
    options.ttl ?? Math.min(DEFAULT_TTL, maxTtl),
    maxTtl,
  )
  const clock = requireClock('createMinter', options.clock)
  const kid = options.keys.kid
  const header = {
    alg: options.keys.alg,
    typ: requireText('createMinter', 'typ', options.typ ?? 'capability+jwt'),
    ...(kid === undefined ? {} : { kid }),
  }

  return Object.freeze({
    async mint(request: MintRequest): Promise<MintedToken> {
      rejectUnknownOptions('mint', request, REQUEST)
      const expiresIn = requireSeconds('mint', 'ttl', request.ttl ?? ttl, maxTtl)
      const now = readClock('createMinter', clock)
      if (!Array.isArray(request.capabilities)) {
        throw new TypeError('mint: "capabilities" must be a list; [] for none')
      }
      const scope = formatScopes(request.capabilities)
      const id = base64url.encode(crypto.getRandomValues(new Uint8Array(16)))
      const expiresAt = Math.ceil(now) + expiresIn
      const token = await signToken(key, header, {
        ...customClaims(request.claims),
        iss: issuer,
        ...textClaim('sub', 'subject', request.subject),
        ...textClaim('aud', 'audience', request.audience ?? options.audience),
        exp: expiresAt,
        ...notBefore(request.notBefore, expiresAt),
        iat: toMilliseconds(now),
        jti: id,
        scope,
        ...textClaim('sid', 'session', request.session),
        ...(requireFlag('mint', 'singleUse', request.singleUse) ? { once: true } : {}),
        ...binding(request.dpopThumbprint),
      })
      const tokenType = request.dpopThumbprint === undefined ? 'Bearer' : 'DPoP'
      return Object.freeze({ token, tokenType, expiresIn, expiresAt, id, scope })
    },
  })
}

function customClaims(claims: MintRequest['claims']): Readonly<Record<string, unknown>> {
  if (claims === undefined) return {}
  if (!isPlainObject(claims)) throw new TypeError('mint: "claims" must be a plain object')
  const snapshot = requireJson('mint', 'claims', claims)
  for (const name of Object.keys(snapshot)) {
    if (!RESERVED_CLAIMS.includes(name)) continue
    throw new TypeError(`mint: the claim "${name}" is reserved; "claims" must not hold it`)
  }
  return snapshot
}

function textClaim(claim: string, option: string, value: unknown): Record<string, string> {
  return value === undefined ? {} : { [claim]: requireText('mint', option, value) }
}

function notBefore(instant: number | undefined, expiresAt: number): { nbf?: number } {
  if (instant === undefined) return {}
  if (!Number.isFinite(instant)) {
    throw new TypeError('mint: "notBefore" must be a NumericDate, seconds since 1970')
  }
  if (instant < expiresAt) return { nbf: instant }
  throw new RangeError('mint: "notBefore" must come before the token expires')
}

/**
 * Cuts an instant to milliseconds, never upwards: they tell a token minted after a revocation from
 * one before it. Rounding to microseconds first undoes what binary fractions take away.
 */
function toMilliseconds(instant: number): number {
  return Math.floor(Math.round(instant * 1e6) / 1e3) / 1e3
}

function binding(thumbprint: string | undefined): { cnf?: { jkt: string } } {
  if (thumbprint === undefined) return {}
  return { cnf: { jkt: requireText('mint', 'dpopThumbprint', thumbprint) } }
}
