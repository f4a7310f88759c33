/** The JWS algorithms (RFC 7518 §3.1, RFC 8037 §3.1) a key can be made for. */
export type Algorithm = 'HS256' | 'EdDSA'

const ALGORITHMS: readonly string[] = ['HS256', 'EdDSA'] satisfies readonly Algorithm[]

/** @throws {TypeError} naming the algorithms there are */
export function requireAlgorithm(owner: string, alg: unknown): asserts alg is Algorithm {
  if (typeof alg === 'string' && ALGORITHMS.includes(alg)) return
  throw new TypeError(`${owner}: "alg" must be one of ${ALGORITHMS.join(', ')}`)
}
