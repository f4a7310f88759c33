import * as base64url from 'jose/base64url'

export function randomId(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(16)))
}
