import { CLAIMS, encode, headerOf } from './workshop.ts'

/** Why a bent signature is refused. */
export const NO_SIGNATURE = 'The signature does not hold.'

/** What is signed in a token of that algorithm. */
export function inputOf(alg: string): string {
  return `${encode(headerOf(alg))}.${encode(CLAIMS)}`
}

/** Big-endian, cut to the lowest bytes if the number does not fit. */
export function toBytes(value: bigint, length: number): Buffer {
  const digits = value.toString(16).padStart(length * 2, '0')
  return Buffer.from(digits.slice(-length * 2), 'hex')
}

/** Big-endian. */
export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}
