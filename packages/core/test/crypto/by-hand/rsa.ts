import { base64url, type JWK } from 'jose'
import { power, toBytes, toNumber } from './numbers.ts'

/**
 * The private operation on a whole block, whatever stands in it (RFC 8017 §5.2.1): what a padding is
 * forged with.
 */
export function rsaPrivate(jwk: JWK, block: Uint8Array): Uint8Array<ArrayBuffer> {
  const [p, q, dp, dq, qi] = [jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(read) as Numbers
  const message = toNumber(block)
  const [one, other] = [power(message, dp, p), power(message, dq, q)]
  const quotient = (((one - (other % p) + p) * qi) % p) * q
  return toBytes(other + quotient, base64url.decode(jwk.n ?? '').length)
}

type Numbers = [p: bigint, q: bigint, dp: bigint, dq: bigint, qi: bigint]

function read(value: string | undefined): bigint {
  return toNumber(base64url.decode(value ?? ''))
}
