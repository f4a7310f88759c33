import { encodeText } from '#crypto'
import type { KeyMaterial } from '../key/key.ts'
import { after, type MaybePromise } from '../maybe-promise.ts'

/**
 * Signs a compact JWS (RFC 7515 §7.1) whose header is a segment already and whose payload is text, so
 * that the caller decides every byte.
 */
export function signSegments(
  key: KeyMaterial,
  header: string,
  payload: string,
): MaybePromise<string> {
  if (key.sign === undefined) throw new TypeError('a public key cannot sign')
  const input = `${header}.${encodeText(payload)}`
  return after(key.sign(input), (signature) => `${input}.${signature}`)
}
