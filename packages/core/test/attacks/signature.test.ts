import { createHash, createHmac, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importKey, type Algorithm } from '../../src/index.ts'
import { publicHalf } from '../../src/crypto/jws-parameters.ts'
import { candidatesFor } from '../crypto/candidates.ts'
import { rawRsa } from '../crypto/raw-rsa.ts'
import { ASYMMETRIC, HMAC, readTestKey, testJwk } from '../fixtures/read-keys.ts'
import {
  CLAIMS,
  encode,
  expectRefusal,
  expectRefusalAtFirst,
  HEADER,
  privateKey,
  signByHand,
  verdict,
  withSignature,
  worldOf,
} from './hand.ts'

const inputOf = (alg: Algorithm): string => `${encode({ ...HEADER, alg })}.${encode(CLAIMS)}`

describe('signatures that are none (test/crypto/candidates.ts), each as a whole token', () => {
  test.each([...HMAC, ...ASYMMETRIC])('%s', async (alg) => {
    const world = await worldOf(alg)
    const jwk = testJwk(alg)
    const data = inputOf(alg)
    const noise = { data, bit: 77, cut: 5, bytes: Buffer.from('noise') }
    const candidates = candidatesFor(alg, jwk, signByHand(alg, jwk, data), noise)
    expect(candidates.some(({ holds }) => holds)).toBe(true)
    for (const { name, data: signed, signature, holds } of candidates) {
      if (signed !== data) continue
      const token = withSignature(data, signature)
      const refused = signature.length === 0 ? 'malformed' : 'signature'
      expect(await verdict(world.verifier, token), name).toBe(holds ? 'accepted' : refused)
    }
  })
})

describe('HMAC, cut short or with more behind it (RFC 2104 §5, RFC 7518 §3.2; CVE-2020-28042)', () => {
  test.each(HMAC)('%s: no other length is compared', async (alg) => {
    const world = await worldOf(alg)
    const data = inputOf(alg)
    const mac = signByHand(alg, testJwk(alg), data)
    for (let length = 1; length < mac.length; length += 1) {
      await expectRefusal(world, withSignature(data, mac.subarray(0, length)), 'signature')
    }
    for (const more of [Buffer.alloc(1), Buffer.alloc(32), mac, Buffer.from('x')]) {
      await expectRefusal(world, withSignature(data, Buffer.concat([mac, more])), 'signature')
    }
  })

  test('is compared in constant time, and only so (CWE-208)', () => {
    const source = readFileSync(new URL('../../src/crypto/node-hmac.ts', import.meta.url), 'utf8')
    expect(source).toContain('timingSafeEqual(expected, given)')
    const compared = source
      .split('\n')
      .filter((line) => /[!=]==|\.equals\(|Buffer\.compare|localeCompare/.test(line))
    // What may be compared as it is: lengths, names, and what is absent.
    const harmless = /\.kty ===|\blength\b|undefined|'pkcs1'/
    expect(compared.filter((line) => !harmless.test(line))).toEqual([])
  })
})

describe('ECDSA (RFC 7518 §3.4, FIPS 186-5 §6.4.2; CVE-2022-21449)', () => {
  const curves = [
    ['ES256', 32, '00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
    [
      'ES384',
      48,
      '00ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    ],
    [
      'ES512',
      66,
      '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    ],
  ] as const

  test.each(curves)('%s: r and s outside 1 to n - 1', async (alg, bytes, hex) => {
    const world = await worldOf(alg)
    const data = inputOf(alg)
    const order = BigInt(`0x${hex}`)
    const number = (value: bigint): Buffer =>
      Buffer.from(
        value
          .toString(16)
          .padStart(bytes * 2, '0')
          .slice(-bytes * 2),
        'hex',
      )
    const most = (1n << BigInt(bytes * 8)) - 1n
    const edges = [0n, 1n, order - 1n, order, order + 1n, most].map(number)
    for (const r of edges) {
      for (const s of edges) {
        await expectRefusal(world, withSignature(data, Buffer.concat([r, s])), 'signature')
      }
    }
  })

  test.each(curves)('%s: DER, a byte more, a byte less, another curve', async (alg, bytes) => {
    const world = await worldOf(alg)
    const data = inputOf(alg)
    const good = signByHand(alg, testJwk(alg), data)
    const der = sign(`sha${alg.slice(2)}`, Buffer.from(data), privateKey(testJwk(alg)))
    const other = alg === 'ES256' ? 'ES384' : 'ES256'
    for (const bent of [
      der,
      Buffer.concat([good, Buffer.alloc(1)]),
      Buffer.concat([Buffer.alloc(1), good]),
      good.subarray(0, -1),
      good.subarray(1),
      good.subarray(0, bytes),
      Buffer.concat([
        Buffer.alloc(1),
        good.subarray(0, bytes),
        Buffer.alloc(1),
        good.subarray(bytes),
      ]),
      signByHand(other, testJwk(other), data),
    ]) {
      await expectRefusal(world, withSignature(data, bent), 'signature')
    }
  })
})

describe('RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2; CVE-2006-4339, CVE-2022-24771, CVE-2022-24772)', () => {
  test('a forgery for the exponent 3: a cube whose beginning is right', async () => {
    const { jwk } = readTestKey('rsa-exponent-3')
    const length = Buffer.byteLength(jwk.n ?? '', 'base64url')
    const digest = createHash('sha256').update(inputOf('RS256')).digest('hex')
    const info = `3031300d060960864801650304020105000420${digest}`
    const beginning = `0001${'ff'.repeat(8)}00${info}`
    const target = BigInt(`0x${beginning.padEnd(length * 2, '0')}`)
    const root = cubeRoot(target) + 1n
    // The control: cubed, it is what a reader sees who ignores what stands behind the hash.
    const block = (root ** 3n).toString(16).padStart(length * 2, '0')
    expect(block.startsWith(beginning)).toBe(true)
    // No key with that exponent gets in, so nobody is asked.
    await expect(importKey({ alg: 'RS256', jwk: publicHalf(jwk) })).rejects.toThrow(/exponent/)
    // Under another exponent it is nothing.
    const token = withSignature(
      inputOf('RS256'),
      Buffer.from(root.toString(16).padStart(length * 2, '0'), 'hex'),
    )
    await expectRefusalAtFirst(await worldOf('RS256'), token, 'signature')
  })

  function cubeRoot(target: bigint): bigint {
    let low = 0n
    let high = 1n << BigInt(Math.ceil(target.toString(2).length / 3) + 1)
    while (low + 1n < high) {
      const middle = (low + high) / 2n
      if (middle ** 3n <= target) low = middle
      else high = middle
    }
    return low
  }
})

describe('RSASSA-PSS (RFC 8017 §9.1.2, RFC 7518 §3.5)', () => {
  const LENGTH = 256
  const hashOf = (data: Uint8Array, hash = 'sha256'): Buffer =>
    createHash(hash).update(data).digest()

  interface Emsa {
    readonly salt?: number
    readonly trailer?: number
    readonly hash?: string
    readonly mask?: string
    readonly separator?: number
    readonly filler?: number
    readonly top?: number
  }

  /** EMSA-PSS by hand, every part of it to be bent; then the raw private operation. */
  function pss(data: string, emsa: Emsa = {}): Buffer {
    const { salt = 32, trailer = 0xbc, hash = 'sha256', mask = 'sha256' } = emsa
    const { separator = 1, filler = 0, top = 0 } = emsa
    const salted = Buffer.alloc(salt, 7)
    const digest = hashOf(
      Buffer.concat([Buffer.alloc(8), hashOf(Buffer.from(data), hash), salted]),
      hash,
    )
    const length = LENGTH - digest.length - 1
    const block = Buffer.concat([
      Buffer.alloc(length - salt - 1, filler),
      Buffer.from([separator]),
      salted,
    ])
    const stream = mgf(digest, length, mask)
    const masked = Buffer.from(block.map((byte, at) => byte ^ (stream[at] ?? 0)))
    masked[0] = ((masked[0] ?? 0) & 0x7f) | top
    const encoded = Buffer.concat([masked, digest, Buffer.from([trailer])])
    return rawRsa(testJwk('PS256'), encoded)
  }

  function mgf(seed: Buffer, length: number, hash: string): Buffer {
    const blocks: Buffer[] = []
    for (let at = 0; Buffer.concat(blocks).length < length; at += 1) {
      const counter = Buffer.alloc(4)
      counter.writeUInt32BE(at)
      blocks.push(hashOf(Buffer.concat([seed, counter]), hash))
    }
    return Buffer.concat(blocks).subarray(0, length)
  }

  const data = inputOf('PS256')

  test('the control: what is made by hand is as good as what is signed', async () => {
    const { verifier } = await worldOf('PS256')
    expect(await verdict(verifier, withSignature(data, pss(data)))).toBe('accepted')
  })

  const defects: readonly (readonly [string, Emsa])[] = [
    ['no salt', { salt: 0 }],
    ['a salt of one byte', { salt: 1 }],
    ['a salt one byte short', { salt: 31 }],
    ['a salt one byte long', { salt: 33 }],
    ['the longest salt', { salt: 222 }],
    ['another trailer', { trailer: 0xcc }],
    ['no trailer', { trailer: 0 }],
    ['another hash', { hash: 'sha384' }],
    ['SHA-1', { hash: 'sha1' }],
    ['another hash of the mask', { mask: 'sha1' }],
    ['another separator', { separator: 2 }],
    ['another filler', { filler: 1 }],
  ]

  test.each(defects)('%s', async (_what, emsa) => {
    await expectRefusalAtFirst(
      await worldOf('PS256'),
      withSignature(data, pss(data, emsa)),
      'signature',
    )
  })
})

describe('Ed25519 (RFC 8032 §5.1.7, §8.4; CVE-2022-35961, CVE-2026-33895)', () => {
  test('S over the order and small R: see the candidates above; here every key of small order', async () => {
    const points = [
      '01',
      '00',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    ]
    for (const point of points) {
      const y = Buffer.from(point.padEnd(64, '0'), 'hex')
      for (const bit of [0, 0x80]) {
        const x = Buffer.from(y.map((byte, at) => (at === 31 ? byte | bit : byte)))
        const jwk = { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }
        await expect(importKey({ alg: 'EdDSA', jwk }), point).rejects.toThrow(TypeError)
      }
    }
    const good = publicHalf(testJwk('EdDSA'))
    await expect(importKey({ alg: 'EdDSA', jwk: good })).resolves.toBeDefined()
  })

  test('a signature of zeros, of ones, and a hash in its place', async () => {
    const world = await worldOf('EdDSA')
    const data = inputOf('EdDSA')
    const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(63)])
    const hash = createHmac('sha512', '').update(data).digest()
    for (const bytes of [Buffer.alloc(64), Buffer.alloc(64, 0xff), identity, hash]) {
      await expectRefusal(world, withSignature(data, bytes), 'signature')
    }
  })
})
