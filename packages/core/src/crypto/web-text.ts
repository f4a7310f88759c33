import { decode as decodeBase64url, encode as encodeBase64url } from 'jose/base64url'
import { isCanonicalBase64url } from './base64url.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeText(text: string): string {
  return encodeBase64url(text)
}

export function isCanonical(segment: string): boolean {
  return isCanonicalBase64url(segment)
}

export function decodeText(segment: string): string | undefined {
  if (!isCanonicalBase64url(segment)) return undefined
  try {
    return strictUtf8.decode(decodeBase64url(segment))
  } catch {
    return undefined
  }
}
