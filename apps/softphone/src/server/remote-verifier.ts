import { createVerifier, remoteKeys, type Verifier } from '@grantline/core'
import { AUDIENCE, ISSUER } from './tokens.ts'

/**
 * Verifies the tokens of another process by the public keys it serves, and so without any secret.
 * What is revoked over there is not known here: a token is good until it expires.
 *
 * @throws {TypeError} for a URL that is neither https nor http on this machine
 */
export function createRemoteVerifier(jwksUrl: string): Verifier {
  return createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: remoteKeys(jwksUrl),
    algorithms: ['EdDSA'],
  })
}
