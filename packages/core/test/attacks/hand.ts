import { constants, createHmac, createPrivateKey, sign, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { expect } from 'vitest'
import { createVerifier, importKey, type Algorithm, type Verifier } from '../../src/index.ts'
import type { VerifierOptions } from '../../src/index.ts'
import { publicHalf } from '../../src/crypto/jws-parameters.ts'
import { testJwk } from '../fixtures/read-keys.ts'

// Hostile tokens are made by hand, with node:crypto and byte for byte. Every test has its control:
// the token that was not bent is accepted by the same verifier, before and after.

export const NOW = 1_700_000_000

export const HEADER = { alg: 'HS256', typ: 'capability+jwt' }

export const CLAIMS = {
  iss: 'issuer',
  sub: 'alice',
  exp: NOW + 60,
  iat: NOW,
  jti: 'id-1',
  scope: 'scope:a:b?k=v',
}

/** One part of a token: an object is written as JSON, text and bytes stand as they are. */
export type Part = object | string | Uint8Array

export function encode(part: Part): string {
  const isRaw = typeof part === 'string' || part instanceof Uint8Array
  return Buffer.from(isRaw ? part : JSON.stringify(part)).toString('base64url')
}

/** Signs like RFC 7515 §5.1, with the private half of a JWK. */
export function signByHand(alg: Algorithm, jwk: JWK, input: string): Buffer {
  const hash = `sha${alg.slice(2)}`
  const bytes = Buffer.from(input)
  if (alg.startsWith('HS')) {
    return createHmac(hash, Buffer.from(jwk.k ?? '', 'base64url'))
      .update(bytes)
      .digest()
  }
  const key = privateKey(jwk)
  if (alg === 'EdDSA') return sign(undefined, bytes, key)
  if (alg.startsWith('ES')) return sign(hash, bytes, { key, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('RS')) return sign(hash, bytes, key)
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return sign(hash, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
}

export function privateKey(jwk: JWK): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' })
}

/** A whole token signed with the test key of the algorithm, or with another one. */
export function handMade(
  header: Part,
  payload: Part,
  alg: Algorithm = 'HS256',
  jwk: JWK = testJwk(alg),
): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${signByHand(alg, jwk, input).toString('base64url')}`
}

/** The same header and claims under another signature. */
export function withSignature(input: string, signature: Uint8Array): string {
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** A verifier and a token that it accepts. */
export interface World {
  readonly verifier: Verifier
  readonly control: string
}

/** A verifier of {@link handMade} tokens that holds the public half alone. */
export async function worldOf(
  alg: Algorithm = 'HS256',
  options: Partial<VerifierOptions> = {},
): Promise<World> {
  const jwk = testJwk(alg)
  const keys = await importKey({ alg, jwk: jwk.kty === 'oct' ? jwk : publicHalf(jwk) })
  return {
    verifier: createVerifier({ issuer: 'issuer', keys, clock: () => NOW, ...options }),
    control: handMade({ ...HEADER, alg }, CLAIMS, alg),
  }
}

/** `'accepted'`, or why not. */
export async function verdict(verifier: Verifier, token: unknown): Promise<string> {
  const result = await verifier.check(token as string)
  return result.ok ? 'accepted' : result.error.reason
}

/** Refused, for this reason and no other, where the control is accepted. */
export async function expectRefusal(world: World, token: unknown, reason: string): Promise<void> {
  expect(await verdict(world.verifier, world.control), 'the control, before').toBe('accepted')
  expect(await verdict(world.verifier, token)).toBe(reason)
  expect(await verdict(world.verifier, world.control), 'the control, after').toBe('accepted')
}

/** The same for a verifier that has seen nothing yet. */
export async function expectRefusalAtFirst(
  world: World,
  token: unknown,
  reason: string,
): Promise<void> {
  expect(await verdict(world.verifier, token)).toBe(reason)
  await expectRefusal(world, token, reason)
}

/** What a caller who tries an HS token would know of a public key. */
export function publicForms(name: { jwk: JWK; spki: string; pkcs1Public?: string }) {
  const jwk = publicHalf(name.jwk)
  const der = Buffer.from(name.spki.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const forms: readonly (readonly [string, string | Buffer])[] = [
    ['PEM', name.spki],
    ['PEM without the last line break', name.spki.trimEnd()],
    ['PEM with CRLF', name.spki.replaceAll('\n', '\r\n')],
    ['PEM behind a line break', `\n${name.spki}`],
    ['DER', der],
    ['DER as base64', der.toString('base64')],
    ['JWK', JSON.stringify(jwk)],
    ['JWKS', JSON.stringify({ keys: [jwk] })],
    ['x or modulus as text', jwk.n ?? jwk.x ?? ''],
    ['x or modulus as bytes', Buffer.from(jwk.n ?? jwk.x ?? '', 'base64url')],
    ['exponent', Buffer.from(jwk.e ?? 'AQAB', 'base64url')],
    ['nothing', ''],
    ['PKCS#1 PEM', name.pkcs1Public ?? name.spki],
  ]
  return forms
}

/** The claims with one written as it stands. */
export function written(name: string, value: string): string {
  const rest = Object.fromEntries(Object.entries(CLAIMS).filter(([other]) => other !== name))
  return `${JSON.stringify(rest).slice(0, -1)},"${name}":${value}}`
}
