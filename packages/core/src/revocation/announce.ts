import { tell, type OnEvent } from '../events.ts'
import type { Revocation } from './entry.ts'

/** Tells a listener that a revocation stands. */
export function announce(onEvent: OnEvent, { level, value }: Revocation, durationMs: number): void {
  // Of what is revoked only the id of a token may be told; the rest is claims of users.
  const jti = level === 'token' ? { jti: value } : {}
  tell(onEvent, { type: 'revoked', level, ...jti, durationMs })
}
