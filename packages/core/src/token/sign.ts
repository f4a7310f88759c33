import { encodeText } from '#crypto'
import type { KeyMaterial } from '../key/key.ts'
import { after, type MaybePromise } from '../maybe-promise.ts'

/**
 * Signs a compact JWS (RFC 7515 §7.1); members stay in the order given, so the bytes are decided
 * by the caller.
 */
export async function signToken(key: KeyMaterial, header: object, claims: object): Promise<string> {
  return signSegments(key, encodeText(JSON.stringify(header)), claims)
}

/** The same with the header as its segment, for those who sign many tokens with one header. */
export function signSegments(
  key: KeyMaterial,
  header: string,
  claims: object,
): MaybePromise<string> {
  if (key.sign === undefined) throw new TypeError('a public key cannot sign')
  const input = `${header}.${encodeText(JSON.stringify(claims))}`
  return after(key.sign(input), (signature) => `${input}.${signature}`)
}
