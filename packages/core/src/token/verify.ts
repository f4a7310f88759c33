import { buildVerifier } from './build-verifier.ts'
import { readVerifierOptions, type VerifierOptions } from './verifier-options.ts'
import type { Verifier } from './verifier.ts'

/**
 * Prepares verification: checks the settings once and returns what verifies. The order is
 * structure, algorithm, key, signature, claims, scopes, revocation, use (RFC 7519 §7.2, RFC 8725).
 *
 * @throws {TypeError | RangeError} for settings that could not work
 *
 * @example
 * ```ts
 * const verifier = createVerifier({ issuer: 'https://phone.example', keys: key })
 * const grant = await verifier.verify(token)
 * grant.require(dial, { appSid: 'AP123' })
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return buildVerifier(readVerifierOptions(options))
}
