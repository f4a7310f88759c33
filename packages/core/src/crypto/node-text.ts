/// <reference types="node" />
import { isCanonicalBase64url } from './base64url.ts'

/** Short texts go through one buffer that is never handed out: nothing is allocated per token. */
const scratch = Buffer.allocUnsafeSlow(16_384)

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What a decoder writes for bytes that are not UTF-8. */
const REPLACEMENT = '\uFFFD'

export function encodeText(text: string): string {
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 > scratch.length) return Buffer.from(text).toString('base64url')
  return scratch.toString('base64url', 0, scratch.write(text))
}

export function isCanonical(segment: string): boolean {
  return isCanonicalBase64url(segment)
}

export function decodeText(segment: string): string | undefined {
  if (segment === '') return undefined
  if (segment.length > scratch.length) {
    const bytes = Buffer.from(segment, 'base64url')
    return readBytes(segment, bytes, bytes.length)
  }
  return readBytes(segment, scratch, scratch.write(segment, 'base64url'))
}

/** The text of the first bytes, if they encode back to the segment they came from. */
function readBytes(segment: string, bytes: Buffer, length: number): string | undefined {
  if (bytes.toString('base64url', 0, length) !== segment) return undefined
  const text = bytes.toString('utf8', 0, length)
  // The character that stands for an error may also be meant.
  return text.includes(REPLACEMENT) ? decodeStrictly(bytes.subarray(0, length)) : text
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}
