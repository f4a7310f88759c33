import { encodeText } from '#crypto'
import type { KeyMaterial } from '../key/key.ts'

/**
 * Signs a compact JWS (RFC 7515 §7.1); members stay in the order given, so the bytes are decided
 * by the caller.
 */
export async function signToken(key: KeyMaterial, header: object, claims: object): Promise<string> {
  if (key.sign === undefined) throw new TypeError('a public key cannot sign')
  const input = `${encodeText(JSON.stringify(header))}.${encodeText(JSON.stringify(claims))}`
  return `${input}.${await key.sign(input)}`
}
