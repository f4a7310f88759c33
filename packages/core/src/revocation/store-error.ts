import { TokenError } from '../errors.ts'

/** A store that cannot do what it was asked for: `verifier_unavailable`. */
export function storeError(message: string, cause?: unknown): TokenError {
  return new TokenError('unavailable', { message, cause })
}
