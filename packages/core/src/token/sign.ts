import { encodeText } from '#crypto'
import type { KeyMaterial } from '../key/key.ts'
import { after, type MaybePromise } from '../maybe-promise.ts'

/**
 * Signs a compact JWS (RFC 7515 §7.1) whose header is a segment already; members stay in the order
 * given, so the bytes are decided by the caller.
 */
export function signSegments(
  key: KeyMaterial,
  header: string,
  claims: object,
): MaybePromise<string> {
  if (key.sign === undefined) throw new TypeError('a public key cannot sign')
  const input = `${header}.${encodeText(JSON.stringify(claims))}`
  return after(key.sign(input), (signature) => `${input}.${signature}`)
}
