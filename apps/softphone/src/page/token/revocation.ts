import { send, type Outcome } from '../session/sign-in.ts'

/** A token that was revoked before its time. */
export interface RevokedToken {
  /** Its last characters. */
  readonly end: string
  /** Seconds that it still had. */
  readonly left: number
}

/**
 * Takes back a token of a name that is signed in here, as RFC 7009 has it; the server ends
 * whatever was opened with it.
 */
export function revokeToken(name: string, token: string): Promise<Outcome> {
  // As the body of a request these are sent as a form.
  return send('/token/revoke', { method: 'POST', body: new URLSearchParams({ token, as: name }) })
}
