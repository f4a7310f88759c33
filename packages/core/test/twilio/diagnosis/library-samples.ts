import { diagnoseToken } from '../../../src/twilio.ts'

// Members and their order as the sources of the libraries write them.

export const CLASSIC = '{"typ":"JWT","alg":"HS256"}'
export const NEWER = '{"alg":"HS256","typ":"JWT"}'

/** The libraries that a token is said to be of. */
export async function librariesOf(token: string): Promise<readonly string[]> {
  return (await diagnoseToken(token, { now: 1_700_000_000 })).libraries
}
