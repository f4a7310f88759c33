import { createHmac, createHash } from 'node:crypto'
import type { Corpus, Subject } from '../corpus.ts'
import type { Random } from '../random.ts'
import { HEADERS, PAYLOADS, rewrite } from './json.ts'
import { base64urlText, bendText, characters } from './text.ts'

/** What a mutation has to work with. */
export interface Material {
  readonly random: Random
  readonly corpus: Corpus
  /** A good token, in its three parts. */
  readonly parts: readonly [header: string, payload: string, signature: string]
}

type Mutation = (material: Material) => unknown

/** Something made of a good token of the subject, or of nothing; it may come out unchanged. */
export function bendToken(subject: Subject, corpus: Corpus, random: Random): unknown {
  const parts = random.pick(subject.tokens).split('.') as unknown as Material['parts']
  const bent = random.pick(WEIGHTED)({ random, corpus, parts })
  return typeof bent === 'string' && random.chance(0.1) ? bendText(bent, random) : bent
}

const join = (...parts: readonly string[]): string => parts.join('.')

function bend({ parts, random }: Material): string {
  return bendText(join(...parts), random)
}

function bendOnePart({ parts, random }: Material): string {
  const at = random.below(3)
  return parts.map((part, index) => (index === at ? bendText(part, random) : part)).join('.')
}

/** Other segments, more or fewer of them, in another order. */
function rearrange({ parts, corpus, random }: Material): string {
  const others = random.pick(corpus.tokens).split('.')
  const pool = [...parts, ...others, '', 'e30']
  if (random.chance(0.5)) {
    return parts.map((part, at) => (random.chance(0.4) ? (others[at] ?? '') : part)).join('.')
  }
  const count = random.below(7)
  return Array.from({ length: count }, () => random.pick(pool)).join('.')
}

/** Another header, the signature as it was. */
function staleHeader({ parts, random }: Material): string {
  return join(rewrite(parts[0], HEADERS, random), parts[1], parts[2])
}

function stalePayload({ parts, random }: Material): string {
  return join(parts[0], rewrite(parts[1], PAYLOADS, random), parts[2])
}

/** Another header or payload, signed with what everybody knows (RFC 8725 §2.1). */
function signedInPublic({ parts, corpus, random }: Material): string {
  const header = random.chance(0.3) ? parts[0] : rewrite(parts[0], HEADERS, random)
  const payload = random.chance(0.3) ? parts[1] : rewrite(parts[1], PAYLOADS, random)
  const input = join(header, payload)
  const secret = random.pick(corpus.publicMaterial)
  const hash = random.pick(['sha256', 'sha384', 'sha512'])
  if (random.chance(0.1)) return join(input, createHash(hash).update(input).digest('base64url'))
  return join(
    input,
    createHmac(hash, random.chance(0.1) ? '' : secret)
      .update(input)
      .digest('base64url'),
  )
}

/** The same bytes, spelled as a lax decoder would read them (RFC 4648 §3). */
function respelled({ parts, random }: Material): string {
  const at = random.below(3)
  const part = parts[at] ?? ''
  const bytes = Buffer.from(part, 'base64url')
  const spellings = [
    bytes.toString('base64'),
    bytes.toString('hex'),
    `${part}=`,
    `${part}==`,
    `${part}A`,
    `${part}\n`,
    ` ${part}`,
    part.replaceAll('-', '+').replaceAll('_', '/'),
    `${part.slice(0, -1)}${base64urlText(random, 1)}`,
    Array.from(part).join(random.pick([' ', '\n', '='])),
    encodeURIComponent(`${part}=`),
  ]
  return parts.map((one, index) => (index === at ? random.pick(spellings) : one)).join('.')
}

function resigned({ parts, corpus, random }: Material): string {
  const signature = Buffer.from(parts[2], 'base64url')
  const other = Buffer.from(random.pick(corpus.tokens).split('.')[2] ?? '', 'base64url')
  const { length } = signature
  const half = length / 2
  const bytes = random.pick([
    () => Buffer.alloc(0),
    () => Buffer.alloc(length),
    () => Buffer.alloc(length, 0xff),
    () => Buffer.alloc(1 + random.below(600), random.below(256)),
    () => signature.subarray(0, random.below(length)),
    () => Buffer.concat([signature, Buffer.alloc(1 + random.below(70))]),
    () => Buffer.concat([Buffer.alloc(1 + random.below(3)), signature]),
    () => Buffer.concat([signature, signature]),
    () => Buffer.from(signature).reverse(),
    () => Buffer.concat([signature.subarray(half), signature.subarray(0, half)]),
    () => Buffer.concat([signature.subarray(0, half), Buffer.alloc(half)]),
    () => Buffer.concat([Buffer.alloc(half), signature.subarray(half)]),
    () => Buffer.concat([other.subarray(0, half), signature.subarray(half)]),
    () => other,
    () => flipBit(signature, random),
  ])()
  return join(parts[0], parts[1], bytes.toString('base64url'))
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length)
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  return copy
}

/** The JSON serialization (RFC 7515 §7.2), JWE (RFC 7516 §7.1), and other dresses. */
function dressed({ parts, random }: Material): unknown {
  const [header, payload, signature] = parts
  const token = join(...parts)
  return random.pick<() => unknown>([
    () => JSON.stringify({ protected: header, payload, signature }),
    () => JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    () => JSON.stringify({ header: { alg: 'none' }, payload, signature }),
    () => join(header, payload, payload, signature, signature),
    () => join(base64urlText(random, 60), '', base64urlText(random, 16), payload, signature),
    () => `Bearer ${token}`,
    () => `"${token}"`,
    () => `${token}, ${token}`,
    () => encodeURIComponent(`${token}=`),
    () => `${token}\0`,
    () => `\uFEFF${token}`,
    () => [token],
    () => ({ toString: () => token }),
    () => Object(token) as unknown,
    () => Buffer.from(token),
    () => random.pick([undefined, null, 0, Number.NaN, true, {}, [], Symbol.iterator, 10n]),
    () => () => token,
  ])()
}

function giant({ parts, random }: Material): string {
  const size = 8000 + random.below(62_000)
  return random.pick([
    () => '.'.repeat(20_000),
    () => `${join(...parts)}${'.'.repeat(size)}`,
    () => join(parts[0], 'A'.repeat(size), parts[2]),
    () => join('A'.repeat(size), parts[1], parts[2]),
    () => join(parts[0], parts[1], 'A'.repeat(size)),
    () => join(parts[0], encode('['.repeat(size)), parts[2]),
    () => join(parts[0], encode(`${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`), parts[2]),
    () => join(parts[0], encode(`{"a":"${'"'.repeat(10)}${'\\'.repeat(size)}"}`), parts[2]),
    () => join(encode(`{${'"alg":"HS256",'.repeat(2000)}"a":1}`), parts[1], parts[2]),
  ])()
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function nonsense({ random }: Material): string {
  const length = random.below(200)
  if (random.chance(0.5)) return characters(random, length)
  return join(
    base64urlText(random, length),
    base64urlText(random, length),
    base64urlText(random, 43),
  )
}

function unchanged({ parts }: Material): string {
  return join(...parts)
}

/** Each as often as it is worth its time. */
const WEIGHTED: readonly Mutation[] = (
  [
    [unchanged, 2],
    [bend, 12],
    [bendOnePart, 12],
    [rearrange, 8],
    [staleHeader, 14],
    [stalePayload, 14],
    [signedInPublic, 10],
    [respelled, 10],
    [resigned, 12],
    [dressed, 3],
    [nonsense, 2],
    [giant, 0.1],
  ] as const
).flatMap(([mutation, weight]) => Array.from<Mutation>({ length: weight * 10 }).fill(mutation))
