import { REASONS, type TokenErrorReason as Reason } from '../errors.ts'
import { tell, type GrantlineEvent, type OnEvent } from '../events.ts'
import { after, type MaybePromise } from '../maybe-promise.ts'
import { isAlgorithm, type Algorithm } from '../key/algorithm.ts'
import type { KeyMaterial } from '../key/key.ts'
import { askStores } from './ask-stores.ts'
import { findClaimProblem, findTimeProblem, readClaims } from './claims.ts'
import { createFrontDoor, type OpenedToken } from './front-door.ts'
import type { Grant } from './grant.ts'
import { registerReach } from './reach.ts'
import { freezeMethods, makeGrant } from './make-grant.ts'
import { errorOf, unavailable, type Refusal } from './refusal.ts'
import { createVerifiedCache, type VerifiedToken } from './verified-cache.ts'
import type { VerifierSettings } from './verifier-options.ts'
import type { CheckResult, Verifier } from './verifier.ts'

/** Makes the verifier of settings that were checked. */
export function buildVerifier(settings: VerifierSettings): Verifier {
  const inspect = createInspector(settings)
  const judge = settings.onEvent === undefined ? inspect : observe(inspect, settings.onEvent)

  const verify = async (token: string): Promise<Grant> => {
    const judged = judge(token)
    const result = judged instanceof Promise ? await judged : judged
    if ('reason' in result) throw errorOf(result)
    return result.grant
  }
  const check = async (token: string): Promise<CheckResult> => {
    const judged = judge(token)
    const result = judged instanceof Promise ? await judged : judged
    if ('reason' in result) return { ok: false, error: errorOf(result) }
    return { ok: true, grant: result.grant }
  }
  const { rules, maxTokenBytes } = settings
  return registerReach(Object.freeze({ verify, check }), {
    issuers: rules.issuers ?? [],
    maxTokenBytes,
    judge,
  })
}

type Verdict = VerifiedToken | Refusal

/** Answers at once where keys and stores do; it never throws. */
type Inspector = (token: string) => MaybePromise<Verdict>

function createInspector(settings: VerifierSettings): Inspector {
  const { source, rules, clock, cacheEntries, maxTokenBytes } = settings
  const openToken = createFrontDoor({ ...settings, accepts: (alg) => isAccepted(alg, settings) })
  const cache = cacheEntries === 0 ? undefined : createVerifiedCache(cacheEntries)

  /** Everything that stays true of a token, but for its times. */
  const read = (token: string): MaybePromise<Verdict> => {
    const opened = openToken(token)
    if (typeof opened === 'string') return { reason: opened }
    const { header, signingInput, signature } = opened
    return after(source.find(header.alg, header.kid), (material) => {
      if (material === undefined) return { reason: 'key' }
      return after(material.verify(signingInput, signature), (holds) =>
        holds ? readVerified(opened, material, settings) : { reason: 'signature' },
      )
    })
  }
  /** What was true before, if the key is still the same. */
  const recall = (token: string, known: VerifiedToken): MaybePromise<Verdict> =>
    after(source.find(known.alg, known.kid), (material) =>
      material === known.material ? known : read(token),
    )
  /** What may change about a token whose signature holds. */
  const askAgain = ({ times, once, grant }: VerifiedToken): MaybePromise<Reason | undefined> => {
    const now = clock()
    const problem = findTimeProblem(times, rules, now)
    if (problem !== undefined || (settings.revocation === undefined && !once)) return problem
    return askStores(grant, once, settings, now)
  }
  const conclude = (token: string, verdict: Verdict): MaybePromise<Verdict> => {
    if ('reason' in verdict) return verdict
    return after(askAgain(verdict), (reason) => {
      if (reason !== undefined) {
        if (reason === 'expired') cache?.delete(token)
        return { reason, jti: verdict.grant.id }
      }
      if (cache !== undefined && !verdict.cached && !verdict.once) {
        freezeMethods(verdict.grant)
        cache.set(token, { ...verdict, cached: true })
      }
      return verdict
    })
  }
  return (token) => {
    try {
      // What is too long to be there is not worth a look, which would read all of it.
      const isShort = typeof token === 'string' && token.length <= maxTokenBytes
      const known = isShort ? cache?.get(token) : undefined
      const verdict = known === undefined ? read(token) : recall(token, known)
      const concluded = after(verdict, (found) => conclude(token, found))
      return concluded instanceof Promise ? concluded.catch(unavailable) : concluded
    } catch (cause) {
      return unavailable(cause)
    }
  }
}

function isAccepted(alg: string, { algorithms, source }: VerifierSettings): alg is Algorithm {
  if (!isAlgorithm(alg) || !(algorithms?.has(alg) ?? true)) return false
  return source.algorithms()?.has(alg) ?? true
}

/** Claims and scopes of a token whose signature holds; its times are for the caller to check. */
function readVerified(
  { header, payload }: OpenedToken,
  material: KeyMaterial,
  settings: VerifierSettings,
): VerifiedToken | Refusal {
  const { rules, strictScopes, bearerOnly } = settings
  const claims = (settings.readClaims ?? readClaims)(payload)
  if (typeof claims === 'string') return { reason: claims }
  const problem = findClaimProblem(claims, rules)
  if (problem !== undefined) return { reason: problem, jti: claims.jti }
  if (bearerOnly === true && claims.jkt !== undefined) return { reason: 'binding', jti: claims.jti }
  const grant = makeGrant(claims, material.key.kid)
  if (strictScopes && grant.rejected.length > 0) return { reason: 'scope', jti: claims.jti }
  const { alg, kid } = header
  return { grant, once: claims.once, cached: false, times: claims, alg, kid, material }
}

/** Tells a listener of every verdict. */
function observe(inspect: Inspector, onEvent: OnEvent): Inspector {
  return (token) => {
    const start = performance.now()
    return after(inspect(token), (verdict) => {
      tell(onEvent, eventOf(verdict, performance.now() - start))
      return verdict
    })
  }
}

function eventOf(verdict: Verdict, durationMs: number): GrantlineEvent {
  const isRefused = 'reason' in verdict
  const id = isRefused ? verdict.jti : verdict.grant.id
  const jti = id === undefined ? {} : { jti: id }
  if (!isRefused) return { type: 'verified', ...jti, cached: verdict.cached, durationMs }
  const { reason } = verdict
  return { type: 'denied', ...jti, code: REASONS[reason], reason, durationMs }
}
