import type { JWK } from 'jose'
import type { Algorithm } from '../key/algorithm.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { HashBits } from './jws-parameters.ts'

/**
 * A key made ready once: nothing is imported per call. Signatures are base64url text, so that a
 * token is never taken apart into bytes twice.
 */
export interface PreparedKey {
  /** Absent for a key that only verifies. */
  readonly sign?: (data: string) => MaybePromise<string>
  /** The signature is canonical base64url; `false` for whatever does not hold, never a throw. */
  readonly verify: (data: string, signature: string) => MaybePromise<boolean>
}

/** What `crypto/node.ts` and `crypto/web.ts` both offer behind `#crypto`. */
export interface CryptoContract {
  /** Prepares a JWK for one algorithm: private or public, or an `oct` secret. */
  prepareKey(alg: Algorithm, jwk: JWK): Promise<PreparedKey>
  /** Prepares a secret alone: all that HS256, HS384 and HS512 need. */
  prepareHmac(hash: HashBits, secret: Uint8Array): Promise<PreparedKey>
  /** UTF-8 bytes of a text as base64url (RFC 7515 §2). */
  encodeText(text: string): string
  /**
   * The text of a base64url segment: `undefined` unless it is canonical (no padding, no white space,
   * no spare bits) and its bytes are strict UTF-8.
   */
  decodeText(segment: string): string | undefined
  /** Whether a text is base64url that encodes back to itself; `''` is not. */
  isCanonical(segment: string): boolean
  /** 128 random bits as base64url. */
  randomId(): string
}
