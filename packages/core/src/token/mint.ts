import { encodeText, randomId } from '#crypto'
import { readClock } from '../clock.ts'
import { tell, type OnEvent } from '../events.ts'
import type { KeyMaterial } from '../key/key.ts'
import { after, type MaybePromise } from '../maybe-promise.ts'
import { attenuatedClaims, type AttenuateRequest } from './attenuate.ts'
import type { Grant } from './grant.ts'
import { mintedClaims, type MintRequest } from './mint-claims.ts'
import { readMinterOptions, type MinterOptions } from './minter-options.ts'
import { signSegments } from './sign.ts'
import { writeClaims, type MintedClaims } from './write-claims.ts'

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
  /**
   * Mints a narrower token from the grant of a token that was just verified: same holder, audience
   * and session, no custom claims, and no longer life. It is as old as its parent, so that whatever
   * revokes the parent's session or subject, and whatever finds the parent too old, catches it too.
   *
   * @throws {GrantlineError} `not_narrower`, listing the capabilities that no single one of the
   *   parent's covers; also for a parent that has expired, is of another issuer or is good for one
   *   use only
   * @throws {TypeError} for a capability made from another definition than the minter knows by that
   *   name
   *
   * @example
   * ```ts
   * const narrower = await minter.attenuate(grant, { capabilities: [dial({ appSid: 'AP123' })], ttl: 60 })
   * ```
   */
  attenuate(parent: Grant, request: AttenuateRequest): Promise<MintedToken>
}

/** What is signed, and what the answer tells of it. */
export interface Draft {
  readonly claims: MintedClaims
  /** The caller's own claims, which stand before the others. */
  readonly custom: Readonly<Record<string, unknown>> | undefined
  /** Seconds from now, rounded up, to `exp`. */
  readonly expiresIn: number
  readonly isBound: boolean
}

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
  const settings = readMinterOptions(options)
  const { clock, onEvent } = settings
  let lastKey: KeyMaterial | undefined
  let lastHeader = ''

  /** A ring changes its key once in a while: the header is written anew only then. */
  const headerOf = (key: KeyMaterial): string => {
    if (key === lastKey) return lastHeader
    const { alg, kid } = key.key
    lastHeader = encodeText(JSON.stringify({ alg, typ: settings.typ, kid }))
    lastKey = key
    return lastHeader
  }
  const issue = (draft: Draft, start: number): MaybePromise<MintedToken> => {
    const key = settings.signer(draft.expiresIn)
    const payload = writeClaims(draft.claims, draft.custom)
    return after(signSegments(key, headerOf(key), payload), (token) => {
      if (onEvent !== undefined) announce(onEvent, draft, key, start)
      return mintedToken(token, draft)
    })
  }
  const startedAt = (): number => (onEvent === undefined ? 0 : performance.now())
  return Object.freeze({
    async mint(request: MintRequest): Promise<MintedToken> {
      const start = startedAt()
      const now = readClock('createMinter', clock)
      const minted = issue(mintedClaims(request, settings, now, randomId()), start)
      return minted instanceof Promise ? await minted : minted
    },
    async attenuate(parent: Grant, request: AttenuateRequest): Promise<MintedToken> {
      const start = startedAt()
      const now = readClock('createMinter', clock)
      return issue(attenuatedClaims(parent, request, settings, now, randomId()), start)
    },
  })
}

function mintedToken(token: string, { claims, expiresIn, isBound }: Draft): MintedToken {
  return Object.freeze({
    token,
    tokenType: isBound ? 'DPoP' : 'Bearer',
    expiresIn,
    expiresAt: claims.exp,
    id: claims.jti,
    scope: claims.scope,
  })
}

function announce(
  onEvent: OnEvent,
  { claims }: Draft,
  { key: { kid } }: KeyMaterial,
  start: number,
): void {
  const name = kid === undefined ? {} : { kid }
  tell(onEvent, { type: 'minted', jti: claims.jti, ...name, durationMs: performance.now() - start })
}
