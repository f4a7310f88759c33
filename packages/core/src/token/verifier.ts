import type { TokenError } from '../errors.ts'
import type { Grant } from './grant.ts'

/** A token's grant, or why it is refused. */
export type CheckResult =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly error: TokenError }

/** Verifies tokens with one issuer's settings. */
export interface Verifier {
  /**
   * Verifies one token.
   *
   * @throws {TokenError} with a code for the client and a reason for logs
   */
  verify(token: string): Promise<Grant>
  /** The same without throwing. */
  check(token: string): Promise<CheckResult>
}
