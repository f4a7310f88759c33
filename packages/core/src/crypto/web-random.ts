import { encode as encodeBase64url } from 'jose/base64url'

export function randomId(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
}
