import { TokenError } from '../errors.ts'
import { ownOf } from './claims.ts'
import { readSegment } from './front-door.ts'
import type { Grant } from './grant.ts'
import { reachOf, registerReach } from './reach.ts'
import type { CheckResult, Verifier } from './verifier.ts'

/**
 * Makes one verifier of several that have keys of their own. The `iss` of a token, not yet verified,
 * only chooses among them; the chosen one checks it again.
 *
 * @throws {TypeError} for two verifiers of one issuer, and for a verifier that `createVerifier` did
 *   not make
 *
 * @example
 * ```ts
 * const ours = createVerifier({ issuer: 'https://phone.example', keys: key })
 * const theirs = createVerifier({
 *   issuer: 'https://partner.example',
 *   keys: remoteKeys('https://partner.example/jwks'),
 *   algorithms: ['ES256'],
 * })
 * const verifier = anyIssuer([ours, theirs])
 * ```
 */
export function anyIssuer(verifiers: readonly Verifier[]): Verifier {
  const { byIssuer, maxTokenBytes } = readVerifiers(verifiers)

  const check = async (token: string): Promise<CheckResult> => {
    const issuer = peekIssuer(token, maxTokenBytes)
    if (issuer instanceof TokenError) return { ok: false, error: issuer }
    const chosen = byIssuer.get(issuer)
    return chosen?.check(token) ?? { ok: false, error: new TokenError('issuer') }
  }
  const verify = async (token: string): Promise<Grant> => {
    const result = await check(token)
    if (result.ok) return result.grant
    throw result.error
  }
  return registerReach(Object.freeze({ verify, check }), {
    issuers: [...byIssuer.keys()],
    maxTokenBytes,
  })
}

interface Choice {
  readonly byIssuer: ReadonlyMap<string, Verifier>
  /** The largest limit of all; the chosen verifier has its own. */
  readonly maxTokenBytes: number
}

function readVerifiers(verifiers: readonly Verifier[]): Choice {
  if (!Array.isArray(verifiers) || verifiers.length === 0) {
    throw new TypeError('anyIssuer: give a list of verifiers that is not empty')
  }
  const byIssuer = new Map<string, Verifier>()
  let maxTokenBytes = 0
  for (const [index, verifier] of (verifiers as readonly Verifier[]).entries()) {
    const reach = reachOf(verifier)
    if (reach === undefined) {
      throw new TypeError('anyIssuer: every verifier must be made by createVerifier or anyIssuer')
    }
    maxTokenBytes = Math.max(maxTokenBytes, reach.maxTokenBytes)
    for (const issuer of reach.issuers) {
      if (byIssuer.has(issuer)) {
        throw new TypeError(
          `anyIssuer: an issuer of verifier ${index} has another verifier already`,
        )
      }
      byIssuer.set(issuer, verifier)
    }
  }
  return { byIssuer, maxTokenBytes }
}

/** Whom a token says it is from; nothing of it is believed. */
function peekIssuer(token: unknown, maxTokenBytes: number): string | TokenError {
  if (typeof token !== 'string') return new TokenError('malformed')
  if (token.length > maxTokenBytes) return new TokenError('too_large')
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  const isCompact = first > 0 && second > first + 1 && !token.includes('.', second + 1)
  const payload = isCompact ? readSegment(token.slice(first + 1, second)) : undefined
  if (payload === undefined) return new TokenError('malformed')
  const issuer = ownOf(payload, 'iss')
  return typeof issuer === 'string' ? issuer : new TokenError('issuer')
}
