import type { JWK } from 'jose'
import { rejectUnknownOptions } from '../options.ts'
import { requireDuration } from '../require.ts'
import { publishDocument, type DocumentHandler } from './document.ts'

/** Settings of {@link jwksHandler}. */
export interface JwksHandlerOptions {
  /** The keys whose public halves are served: a ring, of `createKeyRing`. */
  keys: { jwks(): { readonly keys: readonly JWK[] } }
  /**
   * Seconds for which a verifier may keep the answer.
   *
   * @default 300
   */
  maxAge?: number
}

const OWNER = 'jwksHandler'

/**
 * Makes an endpoint that serves the public keys of a ring (RFC 7517 §5), for verifiers elsewhere: GET
 * and HEAD, cacheable, with an `ETag`, readable by pages of every origin. A ring of shared secrets
 * serves none of them. Rotate with `publishFor` of at least `maxAge`, so that everybody knows a key
 * before it signs.
 *
 * @throws {TypeError | RangeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const ring = createKeyRing([await generateKey('ES256')])
 * const handle = jwksHandler({ keys: ring })
 * const response = await handle(new Request('https://phone.example/.well-known/jwks.json'))
 * ```
 */
export function jwksHandler(options: JwksHandlerOptions): DocumentHandler {
  rejectUnknownOptions(OWNER, options, ['keys', 'maxAge'])
  const { keys, maxAge = 300 } = options
  if (typeof keys?.jwks !== 'function') {
    throw new TypeError(`${OWNER}: "keys" must be made by createKeyRing`)
  }
  const seconds = requireDuration(OWNER, 'maxAge', maxAge, 0)
  return publishDocument({
    type: 'application/jwk-set+json',
    cacheControl: `public, max-age=${seconds}, stale-while-revalidate=${seconds}`,
    read: () => JSON.stringify(keys.jwks()),
  })
}
