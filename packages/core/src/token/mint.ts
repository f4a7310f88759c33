import { encodeText, randomId } from '#crypto'
import { readClock } from '../clock.ts'
import { tell } from '../events.ts'
import type { KeyMaterial } from '../key/key.ts'
import { attenuatedClaims, type AttenuateRequest } from './attenuate.ts'
import type { Grant } from './grant.ts'
import { mintedClaims, type MintRequest } from './mint-claims.ts'
import { readMinterOptions, type MinterOptions, type MinterSettings } from './minter-options.ts'
import { signSegments } from './sign.ts'

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
  readonly claims: Readonly<Record<string, unknown>> & { exp: number; jti: string; scope: string }
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
  const headers = new WeakMap<KeyMaterial, string>()

  const headerOf = (key: KeyMaterial): string => {
    const known = headers.get(key)
    if (known !== undefined) return known
    const { alg, kid } = key.key
    const name = kid === undefined ? {} : { kid }
    const header = encodeText(JSON.stringify({ alg, typ: settings.typ, ...name }))
    headers.set(key, header)
    return header
  }
  const issue = async (write: (now: number, id: string) => Draft): Promise<MintedToken> => {
    const start = settings.onEvent === undefined ? 0 : performance.now()
    const draft = write(readClock('createMinter', settings.clock), randomId())
    const key = settings.signer(draft.expiresIn)
    const token = await signSegments(key, headerOf(key), draft.claims)
    if (settings.onEvent !== undefined) announce(settings, draft, key, start)
    return mintedToken(token, draft)
  }
  return Object.freeze({
    mint: (request: MintRequest) => issue((now, id) => mintedClaims(request, settings, now, id)),
    attenuate: (parent: Grant, request: AttenuateRequest) =>
      issue((now, id) => attenuatedClaims(parent, request, settings, now, id)),
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
  { onEvent }: MinterSettings,
  { claims }: Draft,
  { key: { kid } }: KeyMaterial,
  start: number,
): void {
  if (onEvent === undefined) return
  const name = kid === undefined ? {} : { kid }
  tell(onEvent, { type: 'minted', jti: claims.jti, ...name, durationMs: performance.now() - start })
}
