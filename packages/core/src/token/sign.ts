import { encodeText } from '#crypto'
import type { KeyMaterial } from '../key/key.ts'
import type { MaybePromise } from '../maybe-promise.ts'

/**
 * Signs a compact JWS (RFC 7515 §7.1); members stay in the order given, so the bytes are decided
 * by the caller.
 */
export function signToken(key: KeyMaterial, header: object, claims: object): Promise<string> {
  return signSegments(key, encodeText(JSON.stringify(header)), claims)
}

/** The same with the header as its segment, for those who sign many tokens with one header. */
export async function signSegments(
  key: KeyMaterial,
  header: string,
  claims: object,
): Promise<string> {
  if (key.sign === undefined) throw new TypeError('a public key cannot sign')
  const input = `${header}.${encodeText(JSON.stringify(claims))}`
  const signature: MaybePromise<string> = key.sign(input)
  return `${input}.${typeof signature === 'string' ? signature : await signature}`
}
