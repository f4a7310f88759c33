import type { JWK } from 'jose'

/** A result that may be there at once: node:crypto answers synchronously, WebCrypto does not. */
export type MaybePromise<Value> = Value | Promise<Value>

/**
 * A key made ready once: nothing is imported per call. Signatures are base64url text, so that a
 * token is never taken apart into bytes twice.
 */
export interface PreparedKey {
  /** Absent for a key that only verifies. */
  readonly sign?: (data: string) => MaybePromise<string>
  readonly verify: (data: string, signature: string) => MaybePromise<boolean>
}

/** What `crypto/node.ts` and `crypto/web.ts` both offer behind `#crypto`. */
export interface CryptoContract {
  /** Prepares an `oct` JWK for HS256. */
  prepareHmac(jwk: JWK): Promise<PreparedKey>
  /** Prepares an `OKP` JWK on Ed25519, private or public. */
  prepareEd25519(jwk: JWK): Promise<PreparedKey>
  /** UTF-8 bytes of a text as base64url (RFC 7515 §2). */
  encodeText(text: string): string
  /** Strict UTF-8 without BOM from canonical base64url; `undefined` if it is not. */
  decodeText(segment: string): string | undefined
}
