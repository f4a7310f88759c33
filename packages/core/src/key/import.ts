import { prepareEd25519, prepareHmac } from '#crypto'
import {
  base64url,
  calculateJwkThumbprint,
  exportJWK,
  importPKCS8,
  importSPKI,
  type JWK,
} from 'jose'
import { rejectUnknownOptions } from '../options.ts'
import { isPlainObject } from '../plain-object.ts'
import { requireAlgorithm, type Algorithm } from './algorithm.ts'
import { requireSoundPoint } from './ed25519-rules.ts'
import { requireUsableJwk } from './jwk-rules.ts'
import { makeKey, type Key } from './key.ts'
import { requireNonEmpty, requireStrongSecret } from './secret-rules.ts'

/** A key as it is kept outside: a shared secret, a JWK (RFC 7517) or PEM text. */
export type KeyInput =
  | { readonly alg: Algorithm; readonly secret: Uint8Array | string }
  | { readonly alg: Algorithm; readonly jwk: JWK }
  | { readonly alg: Algorithm; readonly pem: string }

const SOURCES = ['secret', 'jwk', 'pem']

const LONE_SURROGATE = /\p{Surrogate}/u

/** Settings of {@link importKey}. */
export interface ImportKeyOptions {
  /**
   * The key's name in the `kid` header.
   *
   * @default the JWK's own, else its RFC 7638 thumbprint, none for a secret
   */
  readonly kid?: string
  /**
   * Accepts a secret that is short or made of one repeated byte, as test accounts have them.
   *
   * @default false
   */
  readonly allowWeakSecret?: boolean
}

/**
 * Makes a key for one algorithm; nothing is guessed from what the input looks like. A string
 * secret means its UTF-8 bytes. PEM is PKCS#8 (`PRIVATE KEY`) or SPKI (`PUBLIC KEY`).
 *
 * @throws {TypeError} for a weak secret and for a key that does not fit the algorithm (RFC 8725 §3.5)
 *
 * @example
 * ```ts
 * const key = await importKey({ alg: 'HS256', secret: 'a secret of at least 32 bytes, kept safe' })
 * ```
 */
export async function importKey(input: KeyInput, options: ImportKeyOptions = {}): Promise<Key> {
  rejectUnknownOptions('importKey', options, ['kid', 'allowWeakSecret'])
  rejectUnknownOptions('importKey', input, ['alg', ...SOURCES])
  if (SOURCES.filter((source) => Object.hasOwn(input, source)).length !== 1) {
    throw new TypeError('importKey: give exactly one of "secret", "jwk" and "pem"')
  }
  requireAlgorithm('importKey', input.alg)
  const kid = requireKid(options.kid)
  if ('secret' in input) {
    return importJwk(input.alg, secretJwk(input.alg, input.secret), kid, options)
  }
  if ('jwk' in input) return importJwk(input.alg, input.jwk, kid, options)
  return importJwk(input.alg, await pemJwk(input.alg, input.pem), kid, options)
}

async function importJwk(
  alg: Algorithm,
  given: JWK,
  kid: string | undefined,
  options: ImportKeyOptions,
): Promise<Key> {
  if (!isPlainObject(given)) throw new TypeError('importKey: "jwk" must be a plain object')
  requireUsableJwk(alg, given)
  if (alg === 'HS256') return importSecret(given, kid ?? requireKid(given.kid), options)

  const jwk = pick(given, ['kty', 'crv', 'x', 'd'])
  requireSoundPoint(base64url.decode(jwk.x ?? ''))
  const name = kid ?? requireKid(given.kid) ?? (await calculateJwkThumbprint(jwk))
  const prepared = await prepareOrExplain(jwk)
  const type = jwk.d === undefined ? 'public' : 'private'
  return makeKey({ alg, kid: name, type }, { ...prepared, jwk })
}

async function importSecret(
  given: JWK,
  kid: string | undefined,
  options: ImportKeyOptions,
): Promise<Key> {
  const jwk = pick(given, ['kty', 'k'])
  const secret = base64url.decode(jwk.k ?? '')
  requireNonEmpty(secret)
  requireStrongSecret(secret, options.allowWeakSecret === true)
  const prepared = await prepareHmac(jwk)
  const name = kid === undefined ? {} : { kid }
  return makeKey({ alg: 'HS256', ...name, type: 'secret' }, { ...prepared, jwk })
}

/** Prepares the pair and lets it check a signature of its own: halves of two pairs must not pass. */
async function prepareOrExplain(jwk: JWK): ReturnType<typeof prepareEd25519> {
  try {
    const prepared = await prepareEd25519(jwk)
    if (prepared.sign === undefined) return prepared
    const proof = await prepared.sign('grantline')
    if (await prepared.verify('grantline', proof)) return prepared
  } catch {
    // The cause may quote key material, so it goes no further.
  }
  throw new TypeError(
    'importKey: the JWK is not a valid Ed25519 key; "x" and "d" must belong together',
  )
}

function secretJwk(alg: Algorithm, secret: Uint8Array | string): JWK {
  if (alg !== 'HS256') throw new TypeError(`importKey: ${alg} takes a "jwk" or "pem", not a secret`)
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new TypeError('importKey: "secret" must be a string or a Uint8Array')
  }
  if (typeof secret === 'string' && LONE_SURROGATE.test(secret)) {
    throw new TypeError('importKey: the secret holds a lone surrogate, which has no UTF-8 bytes')
  }
  requireNonEmpty(secret)
  return { kty: 'oct', k: base64url.encode(secret) }
}

async function pemJwk(alg: Algorithm, pem: string): Promise<JWK> {
  if (alg === 'HS256') throw new TypeError('importKey: HS256 takes a "secret" or "jwk", not a PEM')
  if (typeof pem !== 'string') throw new TypeError('importKey: "pem" must be text, not bytes')
  const text = pem.trim()
  const isPrivate = text.includes('-----BEGIN PRIVATE KEY-----')
  if (!isPrivate && !text.includes('-----BEGIN PUBLIC KEY-----')) {
    throw new TypeError(
      'importKey: "pem" must hold a PRIVATE KEY (PKCS#8) or PUBLIC KEY (SPKI) block',
    )
  }
  try {
    const read = isPrivate ? importPKCS8 : importSPKI
    return await exportJWK(await read(text, alg, { extractable: true }))
  } catch {
    throw new TypeError(`importKey: the PEM does not hold a key for ${alg}`)
  }
}

function requireKid(kid: unknown): string | undefined {
  if (kid === undefined) return undefined
  if (typeof kid === 'string' && kid !== '') return kid
  throw new TypeError('importKey: "kid" must be a non-empty string')
}

/** Only what the key is made of: nothing else of a JWK may have a say. */
function pick(jwk: JWK, members: readonly string[]): JWK {
  const entries = Object.entries(jwk).filter(([member]) => members.includes(member))
  return Object.fromEntries(entries) as JWK
}
