import { prepareKey } from '#crypto'
import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import type { PreparedKey } from '../crypto/contract.ts'
import { JWS_PARAMETERS } from '../crypto/jws-parameters.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireFlag } from '../require.ts'
import { isPlainObject } from '../plain-object.ts'
import { requireAlgorithm, type Algorithm } from './algorithm.ts'
import { readEcJwk } from './ec-rules.ts'
import { requireUsableJwk, type JwkMembers } from './jwk-rules.ts'
import { makeKey, type Key } from './key.ts'
import { readOctJwk, secretToJwk } from './oct-rules.ts'
import { readOkpJwk } from './okp-rules.ts'
import { readPem } from './pem.ts'
import { readRsaJwk } from './rsa-rules.ts'

/** A key as it is kept outside: a shared secret, a JWK (RFC 7517) or PEM text (RFC 7468). */
export type KeyInput =
  | { readonly alg: Algorithm; readonly secret: Uint8Array | string }
  | { readonly alg: Algorithm; readonly jwk: JWK }
  | { readonly alg: Algorithm; readonly pem: string }

const SOURCES = ['secret', 'jwk', 'pem']

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
 * secret means its UTF-8 bytes. PEM is one block of PKCS#8 (`PRIVATE KEY`), SPKI (`PUBLIC KEY`) or
 * `CERTIFICATE`, of which only the public key counts: neither its dates nor its issuer are checked.
 * A JWK with private members is a private key, whatever it is for.
 *
 * @throws {TypeError} for a weak key and for one that does not fit the algorithm or forbids its use
 *   (RFC 7517 §4, RFC 7518 §3, RFC 8725 §3.5)
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
  const { alg } = input
  requireAlgorithm('importKey', alg)
  const given = requireKid(options.kid)
  const allowWeakSecret = requireFlag('importKey', 'allowWeakSecret', options.allowWeakSecret)
  const members = await readInput(input)
  requireUsableJwk(alg, members)
  const jwk = readJwk(alg, members, allowWeakSecret)
  const kid = given ?? requireKid(members.kid) ?? (await thumbprint(jwk))
  const prepared = await prepareOrExplain(alg, jwk)
  const name = kid === undefined ? {} : { kid }
  return makeKey({ alg, ...name, type: keyType(jwk) }, { ...prepared, jwk })
}

async function readInput(input: KeyInput): Promise<JwkMembers> {
  if ('pem' in input) return readPem(input.alg, input.pem)
  if ('secret' in input) {
    if (JWS_PARAMETERS[input.alg].kty === 'oct') return secretToJwk(input.secret)
    throw new TypeError(`importKey: ${input.alg} takes a "jwk" or "pem", not a secret`)
  }
  if (!isPlainObject(input.jwk)) throw new TypeError('importKey: "jwk" must be a plain object')
  // A copy: the caller may change the original while we wait.
  return { ...input.jwk }
}

/** Only what the key is made of: nothing else of a JWK may have a say. */
function readJwk(alg: Algorithm, jwk: JwkMembers, allowWeakSecret: boolean): JWK {
  const parameters = JWS_PARAMETERS[alg]
  if (parameters.kty === 'oct') return readOctJwk(alg, jwk, parameters, allowWeakSecret)
  if (parameters.kty === 'RSA') return readRsaJwk(alg, jwk)
  if (parameters.kty === 'EC') return readEcJwk(alg, jwk, parameters)
  return readOkpJwk(alg, jwk, parameters)
}

/** Prepares the key and lets a pair check a signature of its own: halves of two must not pass. */
async function prepareOrExplain(alg: Algorithm, jwk: JWK): Promise<PreparedKey> {
  try {
    const prepared = await prepareKey(alg, jwk)
    if (prepared.sign === undefined) return prepared
    const proof = await prepared.sign('grantline')
    if (await prepared.verify('grantline', proof)) return prepared
  } catch {
    // The cause may quote key material, so it goes no further.
  }
  throw new TypeError(
    `importKey: this is no valid key for ${alg}: its public half is none, its private half belongs to another, or this runtime does not know the algorithm; export it again`,
  )
}

/** A secret has no thumbprint, as one would help whoever guesses it (RFC 7638 §7). */
async function thumbprint(jwk: JWK): Promise<string | undefined> {
  return jwk.kty === 'oct' ? undefined : calculateJwkThumbprint(jwk)
}

function keyType(jwk: JWK): Key['type'] {
  if (jwk.kty === 'oct') return 'secret'
  return jwk.d === undefined ? 'public' : 'private'
}

function requireKid(kid: unknown): string | undefined {
  if (kid === undefined) return undefined
  if (typeof kid === 'string' && kid !== '') return kid
  throw new TypeError('importKey: "kid" must be a non-empty string')
}
