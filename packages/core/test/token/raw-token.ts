import { createHmac } from 'node:crypto'
import { createVerifier, importKey, type Verifier, type VerifierOptions } from '../../src/index.ts'

// Tokens made by hand, byte for byte, so that tests can say what no minter would.

export const SECRET = 'an honest secret of 32 bytes or more'
export const NOW = 1_700_000_000

export const HEADER = { alg: 'HS256', typ: 'capability+jwt' }
export const CLAIMS = {
  iss: 'issuer',
  sub: 'alice',
  exp: NOW + 60,
  iat: NOW,
  scope: 'scope:a:b?k=v',
}

/** Signs any bytes as header and payload; objects are written as JSON. */
export function rawToken(
  header: object | string | Uint8Array,
  payload: object | string | Uint8Array,
  secret: string | Uint8Array = SECRET,
): string {
  const input = `${segment(header)}.${segment(payload)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** A token that is fine but for the claims given. */
export function tokenWith(claims: object): string {
  return rawToken(HEADER, { ...CLAIMS, ...claims })
}

function segment(part: object | string | Uint8Array): string {
  if (typeof part === 'string' || part instanceof Uint8Array) {
    return Buffer.from(part).toString('base64url')
  }
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** A verifier of {@link rawToken}'s tokens at {@link NOW}. */
export async function rawVerifier(options: Partial<VerifierOptions> = {}): Promise<Verifier> {
  return createVerifier({
    issuer: 'issuer',
    keys: await importKey({ alg: 'HS256', secret: SECRET }),
    clock: () => NOW,
    ...options,
  })
}

/** Why the verifier refuses a token; `undefined` if it does not. */
export async function reasonFor(token: unknown, verifier?: Verifier): Promise<string | undefined> {
  const result = await (verifier ?? (await rawVerifier())).check(token as string)
  return result.ok ? undefined : result.error.reason
}
