import { requireClock, type Clock } from '../clock.ts'
import { requireListener, type GrantlineEvent, type OnEvent } from '../events.ts'
import { requireAlgorithm, type Algorithm } from '../key/algorithm.ts'
import type { Key } from '../key/key.ts'
import { sourceOf, type KeySource, type VerificationKeys } from '../key/key-source.ts'
import { kindOf } from '../kind-of.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { ClaimRules, readClaims } from './claims.ts'
import { normalTyp, type FrontDoorOptions } from './front-door.ts'
import { requireMethod } from './require-method.ts'
import type { ReplayStore } from './replay-store.ts'
import { requireFlag, requireSeconds, requireText, requireTexts } from '../require.ts'
import type { RevocationStore } from './revocation-store.ts'

/** Settings of `createVerifier`. */
export interface VerifierOptions {
  /** The `iss` to accept; several are names of one authority. */
  readonly issuer: string | readonly string[]
  /** Verify: one key, a ring of them, or those of another server. */
  readonly keys: Key | VerificationKeys
  /**
   * The `aud` to accept, one of them must be in the token; `false` accepts any.
   *
   * @default a token with an audience is refused
   */
  readonly audience?: string | readonly string[] | false
  /**
   * The algorithms to accept; must be given for keys of another server.
   *
   * @default those of the keys
   */
  readonly algorithms?: readonly Algorithm[]
  /**
   * The `typ` header to ask for; `false` does not check it, and takes tokens that the issuer made for
   * another purpose: never attenuate what comes of it.
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
   * Asked for every token, also for those that were verified before.
   *
   * @default none: a token is good until it expires
   */
  readonly revocation?: RevocationStore
  /**
   * Counts the uses of single-use tokens.
   *
   * @default none: single-use tokens are refused
   */
  readonly replay?: ReplayStore
  /**
   * How many verified tokens are remembered, so that their signature is not checked again; `false`
   * remembers none. Times, keys, revocation and use are checked every time.
   *
   * @default { maxEntries: 4096 }
   */
  readonly cache?: { readonly maxEntries?: number } | false
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
  /**
   * Hears of every token that was accepted or refused; what it throws changes nothing.
   *
   * @default nobody
   */
  readonly onEvent?: (event: GrantlineEvent) => void
}

/** What {@link VerifierOptions} come to. */
export interface VerifierSettings {
  readonly source: KeySource
  /** `undefined`: those of the keys. */
  readonly algorithms: ReadonlySet<Algorithm> | undefined
  readonly rules: ClaimRules
  readonly typ: string | false
  /** A further look at the header, for profiles that have rules of their own. */
  readonly acceptsHeader?: FrontDoorOptions['acceptsHeader']
  /** Reads the claims, for profiles that write one in another way. */
  readonly readClaims?: typeof readClaims
  /** Refuses a token that is bound to a key, where no proof of that key is ever asked for. */
  readonly bearerOnly?: boolean
  readonly maxTokenBytes: number
  readonly strictScopes: boolean
  readonly revocation: RevocationStore | undefined
  readonly replay: ReplayStore | undefined
  /** 0 for none. */
  readonly cacheEntries: number
  readonly clock: Clock
  readonly onEvent: OnEvent | undefined
}

/** Tokens that are remembered when nothing is said. */
const DEFAULT_ENTRIES = 4096

const OWNER = 'createVerifier'
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
  'revocation',
  'replay',
  'cache',
  'clock',
  'onEvent',
]

/** @throws {TypeError | RangeError} for settings that could not work, naming the fix */
export function readVerifierOptions(options: VerifierOptions): VerifierSettings {
  rejectUnknownOptions(OWNER, options, OPTIONS)
  const { typ = 'capability+jwt', maxTokenBytes = 8192 } = options
  const source = sourceOf(OWNER, options.keys)
  return {
    source,
    algorithms: readAlgorithms(options.algorithms, source),
    rules: readClaimRules(options),
    typ: typ === false ? false : requireText(OWNER, 'typ', normalTyp(typ) ?? typ),
    maxTokenBytes: requireSeconds(OWNER, 'maxTokenBytes', maxTokenBytes),
    strictScopes: requireFlag(OWNER, 'strictScopes', options.strictScopes),
    revocation: requireMethod(OWNER, 'revocation', 'check', options.revocation),
    replay: requireMethod(OWNER, 'replay', 'use', options.replay),
    cacheEntries: readCacheEntries(options.cache),
    clock: requireClock(OWNER, options.clock),
    onEvent: requireListener(OWNER, options.onEvent),
  }
}

function readAlgorithms(
  algorithms: readonly Algorithm[] | undefined,
  source: KeySource,
): ReadonlySet<Algorithm> | undefined {
  const known = source.algorithms()
  if (algorithms === undefined) {
    if (known !== undefined) return undefined
    throw new TypeError(
      `${OWNER}: "algorithms" must say what to accept, as the keys of another server are not known yet; for example ['ES256']`,
    )
  }
  if (!Array.isArray(algorithms) || algorithms.length === 0) {
    throw new TypeError(
      `${OWNER}: "algorithms" must be a list that is not empty, not ${kindOf(algorithms)}`,
    )
  }
  const wanted = new Set<Algorithm>()
  for (const alg of algorithms) {
    requireAlgorithm(OWNER, alg, 'algorithms')
    wanted.add(alg)
  }
  if (known !== undefined && ![...known].some((alg) => wanted.has(alg))) {
    throw new TypeError(
      `${OWNER}: "algorithms" must hold one of the keys' own, ${[...known].join(', ')}`,
    )
  }
  return wanted
}

function readClaimRules(options: VerifierOptions): ClaimRules {
  const { leeway = 0, maxAge, audience, requiredClaims = [] } = options
  if (!Number.isSafeInteger(leeway) || leeway < 0 || leeway > 600) {
    throw new RangeError(
      `${OWNER}: "leeway" must be between 0 and 600 whole seconds, not ${leeway > 600 ? 'more' : kindOf(leeway)}`,
    )
  }
  const hasAudience = audience !== undefined && audience !== false
  if (!Array.isArray(requiredClaims)) {
    throw new TypeError(`${OWNER}: "requiredClaims" must be a list, not ${kindOf(requiredClaims)}`)
  }
  return {
    issuers: requireTexts(OWNER, 'issuer', options.issuer),
    audiences: hasAudience ? requireTexts(OWNER, 'audience', audience) : audience,
    leeway,
    maxAge: maxAge === undefined ? undefined : requireSeconds(OWNER, 'maxAge', maxAge),
    requiredClaims: requiredClaims.map((name: unknown) =>
      requireText(OWNER, 'requiredClaims', name),
    ),
  }
}

function readCacheEntries(cache: VerifierOptions['cache']): number {
  if (cache === undefined) return DEFAULT_ENTRIES
  if (cache === false) return 0
  rejectUnknownOptions(`${OWNER}: "cache"`, cache, ['maxEntries'])
  return requireSeconds(OWNER, 'cache.maxEntries', cache.maxEntries ?? DEFAULT_ENTRIES)
}
