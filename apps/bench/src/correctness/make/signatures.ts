import type { CaseClass, JwsAlg } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { inputOf, NO_SIGNATURE, toBytes, toNumber } from './signed.ts'
import { joined, type Workshop } from './workshop.ts'

const ORDER_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Signatures of ECDSA that are none. */
export function ecdsa(shop: Workshop): CaseClass {
  const input = inputOf('ES256')
  const good = shop.sign('p-256', 'ES256', input)
  const [r, s] = [toNumber(good.subarray(0, 32)), toNumber(good.subarray(32))]
  const n = ORDER_P256
  const edges = [
    ['zero', 0n],
    ['one', 1n],
    ['n - 1', n - 1n],
    ['n', n],
    ['n + 1', n + 1n],
    ['all ones', 2n ** 256n - 1n],
  ] as const
  const zero = Buffer.alloc(1)
  const bent: readonly (readonly [string, Uint8Array])[] = [
    ...edges.flatMap(([one, first]) =>
      edges.map(([two, second]) => [`r is ${one}, s is ${two}`, pair(first, second)] as const),
    ),
    ['r is zero', pair(0n, s)],
    ['s is zero', pair(r, 0n)],
    ['r negated', pair(n - r, s)],
    ['swapped', pair(s, r)],
    ['DER', derOf(good)],
    ['a byte more', Buffer.concat([good, zero])],
    ['a byte more in front', Buffer.concat([zero, good])],
    ['63 bytes', good.subarray(0, 63)],
    ['63 bytes, the first is missing', good.subarray(1)],
    ['half', good.subarray(0, 32)],
    [
      '33 bytes for each number',
      Buffer.concat([zero, good.subarray(0, 32), zero, good.subarray(32)]),
    ],
    ['of another curve', shop.sign('p-384', 'ES384', input)],
    ['of another key', shop.sign('p-256-other', 'ES256', input)],
    ['of SHA-384', shop.sign('p-256', 'ES384', input)],
    ['zeros', Buffer.alloc(64)],
    ['one zero', zero],
  ]
  return caseClass(
    'ecdsa',
    'ECDSA signatures',
    cases(
      {
        server: 'es256',
        expect: 'refuse',
        source: 'RFC 7518 §3.4, FIPS 186-5 §6.4.2; CVE-2022-21449',
        why: NO_SIGNATURE,
      },
      bent.map(([name, signature]): Draft => [name, joined(input, signature)]),
    ),
    cases(
      {
        server: 'es256',
        expect: 'accept',
        source: 'FIPS 186-5 §6.4.2',
        why: 'ECDSA lets anybody negate s, and asks for no half of it.',
      },
      [
        ['s negated', joined(input, pair(r, n - s))],
        ['s as it came', joined(input, good)],
      ],
    ),
  )
}

/** r and s as ASN.1 has them, which RFC 7518 does not. */
function derOf(signature: Buffer): Buffer {
  const content = Buffer.concat([
    integer(signature.subarray(0, 32)),
    integer(signature.subarray(32)),
  ])
  return Buffer.concat([Buffer.from([0x30, content.length]), content])
}

const ORDER_ED25519 = 2n ** 252n + 27742317777372353535851937790883648493n

/** Signatures of Ed25519 that are none. */
export function ed25519(shop: Workshop): CaseClass {
  const input = inputOf('EdDSA')
  const good = shop.sign('ed25519', 'EdDSA', input)
  const r = good.subarray(0, 32)
  const s = toNumber(Buffer.from(good.subarray(32)).reverse())
  const identity = Buffer.alloc(32)
  identity[0] = 1
  const negated = Buffer.from(r)
  negated[31] = (negated[31] ?? 0) ^ 0x80
  const bent: readonly (readonly [string, Uint8Array])[] = [
    ['S + L', join(r, scalar(s + ORDER_ED25519))],
    ['S + 2L', join(r, scalar(s + 2n * ORDER_ED25519))],
    ['S negated', join(r, scalar(ORDER_ED25519 - s))],
    ['S is zero', join(r, scalar(0n))],
    ['S is L', join(r, scalar(ORDER_ED25519))],
    ['R is the identity', join(identity, scalar(s))],
    ['R is the identity, S is zero', join(identity, scalar(0n))],
    ['R is zero', join(Buffer.alloc(32), scalar(s))],
    ['R over the prime', join(Buffer.alloc(32, 0xff), scalar(s))],
    ['R negated', join(negated, scalar(s))],
    ['swapped', join(good.subarray(32), r)],
    ['zeros', Buffer.alloc(64)],
    ['ones', Buffer.alloc(64, 0xff)],
    ['a byte more', join(good, Buffer.alloc(1))],
    ['63 bytes', good.subarray(0, 63)],
    ['of another key', shop.sign('ed25519-other', 'EdDSA', input)],
  ]
  return caseClass(
    'ed25519',
    'Ed25519 signatures',
    cases(
      { server: 'eddsa', expect: 'refuse', source: 'RFC 8032 §5.1.7, §8.4', why: NO_SIGNATURE },
      bent.map(([name, signature]): Draft => [name, joined(input, signature)]),
    ),
  )
}

/** HMAC that is cut short, or goes on. */
export function hmacLengths(shop: Workshop): CaseClass {
  const input = inputOf('HS256')
  const mac = shop.sign('hs256', 'HS256', input)
  const lengths = [1, 2, 4, 8, 10, 12, 16, 20, 24, 28, 30, 31]
  const bent: readonly (readonly [string, Uint8Array])[] = [
    ...lengths.map((length) => [`the first ${length} bytes`, mac.subarray(0, length)] as const),
    ['the last 16 bytes', mac.subarray(16)],
    ['a zero behind', Buffer.concat([mac, Buffer.alloc(1)])],
    ['a zero in front', Buffer.concat([Buffer.alloc(1), mac])],
    ['twice', Buffer.concat([mac, mac])],
    ['zeros', Buffer.alloc(32)],
    ['as hexadecimal text', Buffer.from(mac.toString('hex'))],
  ]
  return caseClass(
    'hmac',
    'HMAC of another length',
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        source: 'RFC 7518 §3.2, RFC 7515 §5.2; CVE-2020-28042',
        why: NO_SIGNATURE,
      },
      [
        ...bent.map(([name, signature]): Draft => [name, joined(input, signature)]),
        ['no signature', `${input}.`],
        ['no signature and no dot', input],
      ],
    ),
  )
}

/** One character of a good token changed. */
export function tampering(shop: Workshop): CaseClass {
  const tokens: readonly (readonly [JwsAlg, string, string])[] = [
    ['HS256', 'hs256', 'hs256'],
    ['RS256', 'rsa', 'rs256'],
    ['ES256', 'p-256', 'es256'],
    ['EdDSA', 'ed25519', 'eddsa'],
  ]
  return caseClass(
    'tampering',
    'One character changed',
    ...tokens.map(([alg, key, server]) => {
      const token = shop.good(key, alg)
      const step = Math.ceil(token.length / 24)
      const places = Array.from({ length: 23 }, (_, at) => at * step).filter(
        (at) => at < token.length - 4 && token[at] !== '.',
      )
      return cases(
        { server, expect: 'refuse', source: 'RFC 7515 §5.2', why: 'It is not what was signed.' },
        places.map((at): Draft => [
          `${alg}, character ${at}`,
          token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
        ]),
      )
    }),
  )
}

/** Two numbers of 32 bytes. */
function pair(one: bigint, two: bigint): Buffer {
  return Buffer.concat([toBytes(one, 32), toBytes(two, 32)])
}

function integer(bytes: Buffer): Buffer {
  const trimmed = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
  const content = (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), trimmed]) : trimmed
  return Buffer.concat([Buffer.from([2, content.length]), content])
}

/** Little-endian, as Ed25519 writes it. */
function scalar(value: bigint): Buffer {
  return toBytes(value, 32).reverse()
}

function join(...halves: Uint8Array[]): Buffer {
  return Buffer.concat(halves)
}
