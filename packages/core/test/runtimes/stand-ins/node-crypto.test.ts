import { constants, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publicHalf } from '../../../src/crypto/jws-parameters.ts'
import type { Algorithm } from '../../../src/key/algorithm.ts'
import { testJwk } from '../../fixtures/read-keys.ts'
import * as standIn from './node-crypto.ts'
import { signDigest } from '../../crypto/by-hand/ecdsa.ts'
import { rsaPrivate } from '../../crypto/by-hand/rsa.ts'
import { rawRsa } from '../../crypto/raw-rsa.ts'

// What forgeries are made with must make good signatures too, or a refusal would prove nothing.

const publicKey = (alg: Algorithm) =>
  createPublicKey({ key: { ...publicHalf(testJwk(alg)) }, format: 'jwk' })
const privateKeys = (alg: Algorithm) => {
  const input = { key: { ...testJwk(alg) }, format: 'jwk' } as const
  return [createPrivateKey(input), standIn.createPrivateKey(input)] as const
}
const HASHES = ['sha1', 'sha256', 'sha384', 'sha512']
const bytes = fc.uint8Array({ maxLength: 40 })

test.each(['ES256', 'ES384', 'ES512'] as const)('%s: any digest, signed by hand', (alg) => {
  const key = publicKey(alg)
  const property = fc.property(bytes, fc.constantFrom(...HASHES), (data, hash) => {
    const signature = signDigest(testJwk(alg), createHash(hash).update(data).digest())
    expect(verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  })
  fc.assert(property, { numRuns: 10 })
})

test('RSA: the private operation by hand', () => {
  const block = fc.uint8Array({ minLength: 255, maxLength: 255 })
  const property = fc.property(block, (rest) => {
    const whole = Buffer.from([0, ...rest])
    expect(Buffer.from(rsaPrivate(testJwk('RS256'), whole))).toEqual(
      rawRsa(testJwk('RS256'), whole),
    )
  })
  fc.assert(property, { numRuns: 5 })
})

describe('what stands in for node:crypto outside Node', () => {
  test.each(['RS256', 'RS384', 'RS512', 'EdDSA'] as const)('%s signs like Node', (alg) => {
    const hash = alg === 'EdDSA' ? undefined : `sha${alg.slice(2)}`
    const [own, other] = privateKeys(alg)
    const property = fc.property(bytes, (data) => {
      expect(Buffer.from(standIn.sign(hash, data, other))).toEqual(sign(hash, data, own))
    })
    fc.assert(property, { numRuns: 5 })
  })

  test.each(['ES256', 'ES384', 'ES512'] as const)('%s signs as DER', (alg) => {
    const [, key] = privateKeys(alg)
    const hash = `sha${alg.slice(2)}`
    const property = fc.property(bytes, (data) => {
      expect(verify(hash, data, publicKey(alg), standIn.sign(hash, data, key))).toBe(true)
    })
    fc.assert(property, { numRuns: 20 })
  })

  test.each([0, 20, 32, constants.RSA_PSS_SALTLEN_DIGEST, constants.RSA_PSS_SALTLEN_MAX_SIGN])(
    'PSS with a salt of %j',
    (saltLength) => {
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
      const [, key] = privateKeys('PS256')
      const data = Buffer.from('data')
      for (const hash of HASHES.slice(1)) {
        const signature = standIn.sign(hash, data, { key, ...pss })
        expect(verify(hash, data, { key: publicKey('PS256'), ...pss }, signature)).toBe(true)
      }
    },
  )
})
