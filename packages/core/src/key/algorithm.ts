/** The JWS algorithms (RFC 7518 §3.1, RFC 8037 §3.1) a key can be made for. */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'

const ALGORITHMS: ReadonlySet<unknown> = new Set<Algorithm>([
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
])

/** Whether a value names an algorithm there is; `none` is not one. */
export function isAlgorithm(alg: unknown): alg is Algorithm {
  return ALGORITHMS.has(alg)
}

/** @throws {TypeError} naming the algorithms there are */
export function requireAlgorithm(
  owner: string,
  alg: unknown,
  option: string = 'alg',
): asserts alg is Algorithm {
  if (isAlgorithm(alg)) return
  throw new TypeError(`${owner}: "${option}" must be one of ${[...ALGORITHMS].join(', ')}`)
}
