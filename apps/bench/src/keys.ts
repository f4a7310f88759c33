import {
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto'

/** The algorithms that are compared. */
export type Alg = 'HS256' | 'EdDSA' | 'ES256' | 'RS256'

/** A pair of keys as `node:crypto` holds them, twice the same for HS256. */
export interface Keys {
  readonly alg: Alg
  readonly signing: KeyObject
  readonly verifying: KeyObject
}

/** The secret of HS256, as text: some peers take nothing else. */
export const SECRET = 'c8f1d0a5b7e34926a1f0e4d2b39c7785'

/** New keys for one algorithm; the one secret for HS256. */
export function makeKeys(alg: Alg): Keys {
  if (alg === 'HS256') {
    const secret = createSecretKey(Buffer.from(SECRET))
    return { alg, signing: secret, verifying: secret }
  }
  const { privateKey, publicKey } = generatePair(alg)
  return { alg, signing: privateKey, verifying: publicKey }
}

function generatePair(alg: Exclude<Alg, 'HS256'>): { privateKey: KeyObject; publicKey: KeyObject } {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519')
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

/** What `node:crypto` calls the digest of an algorithm; Ed25519 has its own. */
export function digestOf(alg: Alg): 'sha256' | null {
  return alg === 'EdDSA' ? null : 'sha256'
}

/** The key as `sign` and `verify` of `node:crypto` take it for a JWS (RFC 7518 §3.4). */
export function asJws(key: KeyObject): SignKeyObjectInput {
  return { key, dsaEncoding: 'ieee-p1363' }
}

/** Signs a token, so that every peer verifies the same one. */
export function signToken(keys: Keys, header: object, claims: object): string {
  return signText(keys, JSON.stringify(header), JSON.stringify(claims))
}

/** Signs any text, JSON or not. */
export function signText(keys: Keys, header: string, payload: string | Uint8Array): string {
  const input = `${base64url(header)}.${base64url(payload)}`
  const signature =
    keys.alg === 'HS256'
      ? createHmac('sha256', keys.signing).update(input).digest()
      : sign(digestOf(keys.alg), Buffer.from(input), asJws(keys.signing))
  return `${input}.${base64url(signature)}`
}

/** Text as UTF-8 bytes, bytes as they are. */
export function base64url(data: string | Uint8Array): string {
  return Buffer.from(data as string).toString('base64url')
}
