import type { HmacAlgorithm } from '../hmac-key.ts'

const ALGORITHMS: readonly unknown[] = ['HS256', 'HS384', 'HS512'] satisfies HmacAlgorithm[]

/**
 * The algorithm of an option, HS256 by default.
 *
 * @throws {TypeError} naming the algorithms there are
 */
export function requireHmacAlgorithm(owner: string, alg: unknown = 'HS256'): HmacAlgorithm {
  if (ALGORITHMS.includes(alg)) return alg as HmacAlgorithm
  throw new TypeError(`${owner}: "algorithm" must be one of ${ALGORITHMS.join(', ')}`)
}
