import { createHmac, createPrivateKey, sign } from 'node:crypto'
import { AUDIENCE, ISSUER } from '../../work.ts'
import type { Corpus, JwsAlg, TestKey } from '../case.ts'
import { pssSignature } from './pss.ts'

/** The time of every case that says nothing else. */
export const NOW = 1_700_000_000

/** The claims that are good for every server. */
export const CLAIMS = {
  iss: ISSUER,
  sub: 'alice',
  aud: AUDIENCE,
  exp: NOW + 60,
  iat: NOW - 60,
  jti: 'id-1',
  scope: 'scope:a:b?k=v',
}

/** A header without surprises. */
export function headerOf(alg: string, more: object = {}): object {
  return { alg, typ: 'JWT', ...more }
}

/** One part of a token: an object is written as JSON, text and bytes stand as they are. */
export type Part = object | string | Uint8Array

/** A part as base64url. */
export function encode(part: Part): string {
  const isRaw = typeof part === 'string' || part instanceof Uint8Array
  return Buffer.from(isRaw ? part : JSON.stringify(part)).toString('base64url')
}

/** A part with members written behind its last one, as they stand. */
export function withMembers(part: object, members: string): string {
  return `${JSON.stringify(part).slice(0, -1)},${members}}`
}

/** The claims with one written as it stands, or left out. */
export function withClaim(name: string, value?: string): string {
  const rest = Object.fromEntries(Object.entries(CLAIMS).filter(([other]) => other !== name))
  return value === undefined ? JSON.stringify(rest) : withMembers(rest, `"${name}":${value}`)
}

/** The same header and claims under any signature. */
export function joined(input: string, signature: Uint8Array): string {
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** Signatures that are random, by their key and what was signed: those that were made once are kept. */
export type KnownSignatures = Readonly<Record<string, string>>

/** Signs with the test keys, always the same. */
export interface Workshop {
  readonly keys: Corpus['keys']
  /** The random signatures that were asked for so far. */
  readonly kept: KnownSignatures
  /** A random signature: the one that is known, or a new one. */
  readonly keep: (name: string, make: () => Buffer) => Buffer
  /** A signature as RFC 7515 §5.1 makes it. */
  readonly sign: (key: string, alg: string, input: string) => Buffer
  /** A whole token. */
  readonly token: (key: string, alg: JwsAlg, header: Part, payload: Part) => string
  /** A token with the usual header. */
  readonly good: (key: string, alg: JwsAlg, payload?: Part, more?: object) => string
}

/** @param known - random signatures that were made before */
export function createWorkshop(keys: Corpus['keys'], known: KnownSignatures): Workshop {
  const keyOf = (name: string): TestKey => {
    const key = keys[name]
    if (key === undefined) throw new Error(`no key "${name}"`)
    return key
  }
  const kept: Record<string, string> = {}
  const workshop: Workshop = {
    keys,
    kept,
    keep(name, make) {
      const signature = known[name] ?? make().toString('base64url')
      kept[name] = signature
      return Buffer.from(signature, 'base64url')
    },
    sign(name, alg, input) {
      const { secret, jwk } = keyOf(name)
      if (secret !== undefined) return hmac(alg, secret, input)
      if (jwk === undefined) throw new Error(`"${name}" signs nothing`)
      if (alg.startsWith('PS')) return pssSignature(jwk, input)
      const data = Buffer.from(input)
      const hash = alg === 'EdDSA' ? undefined : `sha${alg.slice(2)}`
      const key = createPrivateKey({ key: jwk, format: 'jwk' })
      if (!alg.startsWith('ES')) return sign(hash, data, key)
      return workshop.keep(`${name} ${alg} ${input}`, () =>
        sign(hash, data, { key, dsaEncoding: 'ieee-p1363' }),
      )
    },
    token(key, alg, header, payload) {
      const input = `${encode(header)}.${encode(payload)}`
      return joined(input, workshop.sign(key, alg, input))
    },
    good: (key, alg, payload = CLAIMS, more = {}) =>
      workshop.token(key, alg, headerOf(alg, more), payload),
  }
  return workshop
}

/** HMAC under any secret. */
export function hmac(alg: string, secret: string | Uint8Array, input: string): Buffer {
  return createHmac(`sha${alg.slice(2)}`, secret)
    .update(input)
    .digest()
}
