// One token has one spelling: caches, proofs and revocation all compare the string, so padding,
// white space and spare bits are refused rather than ignored (RFC 4648 §3.5).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const SEGMENT = /^[A-Za-z0-9_-]+$/

/** Whether a text is base64url that encodes back to itself. */
export function isCanonicalBase64url(text: string): boolean {
  const rest = text.length % 4
  if (rest === 1 || !SEGMENT.test(text)) return false
  if (rest === 0) return true
  const last = ALPHABET.indexOf(text.charAt(text.length - 1))
  const spareBits = rest === 2 ? 0b1111 : 0b11
  return (last & spareBits) === 0
}
