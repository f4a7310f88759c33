import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportJwk, generateKey } from '../../src/index.ts'
import * as node from '../../src/crypto/node.ts'
import * as web from '../../src/crypto/web.ts'

// Both implementations behind #crypto must give the same verdict on everything.

const secret = exportJwk(await generateKey('HS256'), { private: true })
const pair = exportJwk(await generateKey('EdDSA'), { private: true })

const prepared = {
  HS256: [await node.prepareHmac(secret), await web.prepareHmac(secret)],
  EdDSA: [await node.prepareEd25519(pair), await web.prepareEd25519(pair)],
} as const

const algorithm = fc.constantFrom('HS256', 'EdDSA')
const data = fc.string({ unit: 'binary', maxLength: 60 })

test('both sign the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(algorithm, data, async (alg, text) => {
      const [one, other] = prepared[alg]
      expect(await one.sign?.(text)).toBe(await other.sign?.(text))
    }),
  )
})

test('both give the same verdict on bent signatures', async () => {
  const bend = fc.record({
    at: fc.nat(100),
    character: fc.stringMatching(/^[A-Za-z0-9_-]$/),
    cut: fc.nat(3),
  })
  await fc.assert(
    fc.asyncProperty(algorithm, data, bend, async (alg, text, { at, character, cut }) => {
      const [one, other] = prepared[alg]
      const good = String(await one.sign?.(text))
      const bent = (good.slice(0, at) + character + good.slice(at + 1)).slice(
        0,
        good.length - cut * 4,
      )
      expect(await one.verify(text, bent)).toBe(await other.verify(text, bent))
    }),
  )
})

test('both read and write the same text', () => {
  const bytes = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(data, bytes, (text, raw) => {
      expect(node.encodeText(text)).toBe(web.encodeText(text))
      expect(node.decodeText(node.encodeText(text))).toBe(text)
      const segment = Buffer.from(raw).toString('base64url')
      expect(node.decodeText(segment)).toBe(web.decodeText(segment))
    }),
  )
})
