import { constants, createHash, createPrivateKey, sign, type JsonWebKey } from 'node:crypto'
import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { modulusBytes, pssSignature, rawRsa } from './pss.ts'
import { inputOf, NO_SIGNATURE, toBytes, toNumber } from './signed.ts'
import { joined, type Workshop } from './workshop.ts'

/** Paddings of RSA that a lax reader takes. */
export function rsa(shop: Workshop): CaseClass {
  const jwk = shop.keys['rsa']?.jwk ?? {}
  const [pkcs1, pss] = [inputOf('RS256'), inputOf('PS256')]
  const length = modulusBytes(jwk)
  const n = toNumber(Buffer.from(jwk.n ?? '', 'base64url'))
  const digest = createHash('sha256').update(pkcs1).digest()
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const sha1 = sign('sha1', Buffer.from(pkcs1), key)
  const sha512 = sign('sha512', Buffer.from(pkcs1), key)
  const plain: readonly (readonly [string, Uint8Array])[] = [
    ...badPaddings(digest, length).map(([name, block]) => [name, rawRsa(jwk, block)] as const),
    ['SHA-1', sha1],
    ['SHA-512', sha512],
    ['zero', toBytes(0n, length)],
    ['one', toBytes(1n, length)],
    ['the modulus less one', toBytes(n - 1n, length)],
    ['the modulus', toBytes(n, length)],
    [
      'the signature and the modulus',
      toBytes(toNumber(shop.sign('rsa', 'RS256', pkcs1)) + n, length + 1),
    ],
    ['a zero in front', Buffer.concat([Buffer.alloc(1), shop.sign('rsa', 'RS256', pkcs1)])],
    ['a zero behind', Buffer.concat([shop.sign('rsa', 'RS256', pkcs1), Buffer.alloc(1)])],
    ['half', shop.sign('rsa', 'RS256', pkcs1).subarray(0, length / 2)],
  ]
  const salted = [
    ['no salt', { salt: 0 }],
    ['a salt of one byte', { salt: 1 }],
    ['a salt one byte short', { salt: 31 }],
    ['a salt one byte long', { salt: 33 }],
    ['the longest salt', { salt: length - 34 }],
    ['another trailer', { trailer: 0xcc }],
    ['another hash', { hash: 'sha384' }],
    ['SHA-1', { hash: 'sha1' }],
    ['another hash of the mask', { mask: 'sha1' }],
    ['another separator', { separator: 2 }],
    ['another filler', { filler: 1 }],
  ] as const
  return caseClass(
    'rsa',
    'RSA signatures',
    cases(
      {
        server: 'rs256',
        expect: 'refuse',
        source: 'RFC 8017 §8.2.2, §9.2; CVE-2006-4339, CVE-2022-24771',
        why: NO_SIGNATURE,
      },
      [
        ...plain.map(([name, signature]): Draft => [`PKCS#1: ${name}`, joined(pkcs1, signature)]),
        [
          'PKCS#1: a cube whose beginning is right',
          joined(inputOf('RS256'), cubeFor(pkcs1, length)),
          { server: 'rsa-e3' },
        ],
      ],
    ),
    cases(
      {
        server: 'ps256',
        expect: 'refuse',
        source: 'RFC 7518 §3.5, RFC 8017 §9.1.2',
        why: NO_SIGNATURE,
      },
      salted.map(([name, emsa]): Draft => [
        `PSS: ${name}`,
        joined(pss, pssSignature(jwk, pss, emsa)),
      ]),
    ),
    cases(
      {
        server: 'ps256',
        expect: 'accept',
        source: 'RFC 7518 §3.3, §3.5',
        why: 'That is how it is signed.',
      },
      [
        ['PSS with a salt of 32 bytes', shop.good('rsa', 'PS256')],
        ['PSS by node:crypto', joined(pss, byNode(shop, jwk, pss))],
        ['PKCS#1', shop.good('rsa', 'RS256'), { server: 'rs256' }],
      ],
    ),
  )
}

/** What the library itself signs: its salt is random. */
function byNode({ keep }: Workshop, jwk: JsonWebKey, input: string): Buffer {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return keep(`rsa PS256 ${input}`, () =>
    sign('sha256', Buffer.from(input), { key, padding, saltLength }),
  )
}

/** Blocks that a lax reading of EMSA-PKCS1-v1_5 (RFC 8017 §9.2) would take. */
function badPaddings(digest: Buffer, length: number): readonly (readonly [string, Buffer])[] {
  const oid = Buffer.from('0609608648016503040201', 'hex')
  const info = der(0x30, der(0x30, oid, Buffer.from([5, 0])), der(0x04, digest))
  const withoutNull = der(0x30, der(0x30, oid), der(0x04, digest))
  const none = Buffer.alloc(0)
  const block = (type: number, filler: number, message: Buffer, behind = none): Buffer => {
    const fill = Buffer.alloc(length - 3 - message.length - behind.length, filler)
    return Buffer.concat([Buffer.from([0, type]), fill, Buffer.from([0]), message, behind])
  }
  return [
    ['no NULL in the DigestInfo', block(1, 0xff, withoutNull)],
    ['no DigestInfo', block(1, 0xff, digest)],
    ['block type 2', block(2, 0xff, info)],
    ['block type 0', block(0, 0, info)],
    ['another filler', block(1, 0xfe, info)],
    ['bytes behind the DigestInfo', block(1, 0xff, info, Buffer.alloc(32, 7))],
    [
      'a short filler, then bytes',
      block(1, 0xff, info, Buffer.alloc(length - 11 - info.length, 7)),
    ],
  ]
}

/** A forgery for the exponent 3 without the key: a cube that begins as it should. */
function cubeFor(input: string, length: number): Buffer {
  const digest = createHash('sha256').update(input).digest('hex')
  const info = `3031300d060960864801650304020105000420${digest}`
  const target = BigInt(`0x${`0001${'ff'.repeat(8)}00${info}`.padEnd(length * 2, '0')}`)
  let [low, high] = [0n, 1n << BigInt(length * 3)]
  while (low + 1n < high) {
    const middle = (low + high) / 2n
    if (middle ** 3n <= target) low = middle
    else high = middle
  }
  return toBytes(low + 1n, length)
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, content.length]), content])
}
