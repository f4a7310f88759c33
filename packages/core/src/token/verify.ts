import { TokenError, type TokenErrorReason } from '../errors.ts'
import { requireClock } from '../clock.ts'
import { requireAlgorithm, type Algorithm } from '../key/algorithm.ts'
import { materialOf, type Key } from '../key/key.ts'
import { rejectUnknownOptions } from '../options.ts'
import { findClaimProblem, type ClaimRules } from './claims.ts'
import { normalTyp, openToken, type FrontDoorOptions } from './front-door.ts'
import type { Grant } from './grant.ts'
import { makeGrant } from './make-grant.ts'
import { requireFlag, requireSeconds, requireText, requireTexts } from './require.ts'

/** Settings of {@link createVerifier}. */
export interface VerifierOptions {
  /** The `iss` to accept; several are names of one authority. */
  readonly issuer: string | readonly string[]
  /** Verifies. */
  readonly keys: Key
  /**
   * The `aud` to accept, one of them must be in the token; `false` accepts any.
   *
   * @default a token with an audience is refused
   */
  readonly audience?: string | readonly string[] | false
  /**
   * The algorithms to accept.
   *
   * @default those of the keys
   */
  readonly algorithms?: readonly Algorithm[]
  /**
   * The `typ` header to ask for; `false` does not check it.
   *
   * @default 'capability+jwt'
   */
  readonly typ?: string | false
  /**
   * Seconds by which clocks may differ, at most 600.
   *
   * @default 0
   */
  readonly leeway?: number
  /**
   * The oldest token to accept, in seconds since its `iat`.
   *
   * @default no limit
   */
  readonly maxAge?: number
  /**
   * The longest token to look at, in bytes.
   *
   * @default 8192
   */
  readonly maxTokenBytes?: number
  /**
   * Claims that must be there and not `null`.
   *
   * @default none
   */
  readonly requiredClaims?: readonly string[]
  /**
   * Refuses a token of which one scope is malformed.
   *
   * @default false: a malformed scope grants nothing, the others count
   */
  readonly strictScopes?: boolean
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
}

/** A token's grant, or why it is refused. */
export type CheckResult =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly error: TokenError }

/** Verifies tokens with one issuer's settings. */
export interface Verifier {
  /**
   * Verifies one token.
   *
   * @throws {TokenError} with a code for the client and a reason for logs
   */
  verify(token: string): Promise<Grant>
  /** The same without throwing. */
  check(token: string): Promise<CheckResult>
}

const OPTIONS = [
  'issuer',
  'keys',
  'audience',
  'algorithms',
  'typ',
  'leeway',
  'maxAge',
  'maxTokenBytes',
  'requiredClaims',
  'strictScopes',
  'clock',
]

/**
 * Prepares verification: checks the settings once and returns what verifies. The order is
 * structure, algorithm, key, signature, claims, scopes (RFC 7519 §7.2, RFC 8725).
 *
 * @throws {TypeError | RangeError} for settings that could not work
 *
 * @example
 * ```ts
 * const verifier = createVerifier({ issuer: 'https://phone.example', keys: key })
 * const grant = await verifier.verify(token)
 * grant.require(dial, { appSid: 'AP123' })
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  rejectUnknownOptions('createVerifier', options, OPTIONS)
  const { keys: key } = options
  const strictScopes = requireFlag('createVerifier', 'strictScopes', options.strictScopes)
  const material = materialOf('createVerifier', key)
  const rules = readClaimRules(options)
  const door = readFrontDoor(options)
  const clock = requireClock('createVerifier', options.clock)

  const inspect = async (token: unknown): Promise<Grant | TokenErrorReason> => {
    const opened = openToken(token, door)
    if (typeof opened === 'string') return opened
    if (opened.kid !== undefined && opened.kid !== key.kid) return 'key'
    if (!(await material.verify(opened.signingInput, opened.signature))) return 'signature'
    const now = clock()
    // Every comparison with NaN is false, and that would be a token without an end.
    if (!Number.isFinite(now)) return 'unavailable'
    const problem = findClaimProblem(opened.payload, rules, now)
    if (problem !== undefined) return problem
    const grant = makeGrant(opened.payload, key.kid)
    return strictScopes && grant.rejected.length > 0 ? 'scope' : grant
  }
  const check = async (token: string): Promise<CheckResult> => {
    const result = await inspect(token)
    if (typeof result === 'string') return { ok: false, error: new TokenError(result) }
    return { ok: true, grant: result }
  }
  const verify = async (token: string): Promise<Grant> => {
    const result = await check(token)
    if (!result.ok) throw result.error
    return result.grant
  }
  return Object.freeze({ verify, check })
}

function readFrontDoor(options: VerifierOptions): FrontDoorOptions {
  const { keys, algorithms = [keys.alg], typ = 'capability+jwt', maxTokenBytes = 8192 } = options
  if (!Array.isArray(algorithms)) throw new TypeError('createVerifier: "algorithms" must be a list')
  for (const alg of algorithms) requireAlgorithm('createVerifier', alg)
  if (!algorithms.includes(keys.alg)) {
    throw new TypeError(`createVerifier: "algorithms" must hold the key's own, ${keys.alg}`)
  }
  return {
    // What no key can verify is no use in the list.
    algorithms: [keys.alg],
    typ: typ === false ? false : (normalTyp(requireText('createVerifier', 'typ', typ)) ?? false),
    maxTokenBytes: requireSeconds('createVerifier', 'maxTokenBytes', maxTokenBytes),
  }
}

function readClaimRules(options: VerifierOptions): ClaimRules {
  const { leeway = 0, maxAge, audience, requiredClaims = [] } = options
  if (!Number.isSafeInteger(leeway) || leeway < 0 || leeway > 600) {
    throw new RangeError('createVerifier: "leeway" must be between 0 and 600 whole seconds')
  }
  const hasAudience = audience !== undefined && audience !== false
  return {
    issuers: requireTexts('createVerifier', 'issuer', options.issuer),
    audiences: hasAudience ? requireTexts('createVerifier', 'audience', audience) : audience,
    leeway,
    maxAge: maxAge === undefined ? undefined : requireSeconds('createVerifier', 'maxAge', maxAge),
    requiredClaims: requireClaimNames(requiredClaims),
  }
}

function requireClaimNames(names: readonly string[]): readonly string[] {
  if (!Array.isArray(names)) throw new TypeError('createVerifier: "requiredClaims" must be a list')
  return names.map((name: unknown) => requireText('createVerifier', 'requiredClaims', name))
}
