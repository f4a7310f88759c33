import * as base64url from 'jose/base64url'
import { isCanonicalBase64url } from './base64url.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeText(text: string): string {
  return base64url.encode(text)
}

export function isCanonical(segment: string): boolean {
  return isCanonicalBase64url(segment)
}

export function decodeText(segment: string): string | undefined {
  if (!isCanonicalBase64url(segment)) return undefined
  try {
    return strictUtf8.decode(base64url.decode(segment))
  } catch {
    return undefined
  }
}
