import { decode as decodeBase64url, encode as encodeBase64url } from 'jose/base64url'
import { isCanonicalBase64url } from './base64url.ts'

/** What `importKey`, `sign` and `verify` of WebCrypto need to know of an algorithm. */
export interface SubtleParameters {
  readonly name: string
  readonly hash?: string
  readonly namedCurve?: string
  readonly saltLength?: number
}

const utf8 = new TextEncoder()

/** Signs text to base64url. */
export function signWith(
  subtle: SubtleParameters,
  key: CryptoKey,
): (data: string) => Promise<string> {
  return async (data) => {
    const signature = await crypto.subtle.sign(subtle, key, utf8.encode(data))
    return encodeBase64url(new Uint8Array(signature))
  }
}

/** Verifies base64url of so many characters. */
export function verifyWith(
  subtle: SubtleParameters,
  key: CryptoKey,
  length: number,
): (data: string, signature: string) => Promise<boolean> {
  return async (data, text) => {
    if (text.length !== length || !isCanonicalBase64url(text)) return false
    try {
      const signature = bytes(decodeBase64url(text))
      return await crypto.subtle.verify(subtle, key, signature, utf8.encode(data))
    } catch {
      // Some runtimes reject where others answer false.
      return false
    }
  }
}

/** The same bytes in a buffer of their own: the type that WebCrypto asks for. */
export function bytes(view: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view)
}
