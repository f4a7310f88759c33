import { encodeText } from '#crypto'
import type { HmacKey } from './hmac-key.ts'
import { LONGEST_TOKEN } from './longest-token.ts'

/**
 * Signs a compact JWS (RFC 7515 §7.1), its members in the order given; the claims must not change
 * until it is done.
 *
 * @throws {RangeError} for a token that the readers would not look at
 */
export async function signTwilioToken(
  owner: string,
  key: HmacKey,
  header: object,
  claims: object,
): Promise<string> {
  const { sign } = await key()
  const input = [header, claims].map((part) => encodeText(JSON.stringify(part))).join('.')
  const token = `${input}.${await sign(input)}`
  if (token.length <= LONGEST_TOKEN) return token
  throw new RangeError(
    `${owner}: the token is longer than ${LONGEST_TOKEN} characters; give fewer or shorter parameters`,
  )
}
