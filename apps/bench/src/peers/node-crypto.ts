import { verify } from 'node:crypto'
import { asJws, digestOf, type Keys } from '../keys.ts'

/**
 * The signature check of `node:crypto` alone, with everything prepared: the key, the bytes that were
 * signed and the signature.
 */
export function bareVerification({ alg, verifying }: Keys, token: string): () => boolean {
  const dot = token.lastIndexOf('.')
  const input = Buffer.from(token.slice(0, dot))
  const signature = Buffer.from(token.slice(dot + 1), 'base64url')
  const key = alg === 'ES256' ? asJws(verifying) : verifying
  const digest = digestOf(alg)
  return () => verify(digest, input, key, signature)
}
