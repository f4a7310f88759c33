import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as node from '../../src/crypto/node.ts'
import * as web from '../../src/crypto/web.ts'
import { ASYMMETRIC, HMAC, testJwk } from '../fixtures/read-keys.ts'
import { candidatesFor } from './candidates.ts'

// Both implementations behind #crypto must give the same verdict on everything, and the right one.
// `npm run differential` compares many more signatures than a test run does.

const ALGORITHMS = [...HMAC, ...ASYMMETRIC]
const SIGNATURES = Number(process.env['DIFFERENTIAL_SIGNATURES'] ?? 2600)
/** The fewest candidates that one run makes. */
const PER_RUN = 20
const numRuns = Math.ceil(SIGNATURES / ALGORITHMS.length / PER_RUN)

const text = fc.string({ unit: 'binary', maxLength: 60 })
const noise = fc.record({
  data: text,
  bit: fc.nat(),
  cut: fc.nat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
})

test.each(ALGORITHMS)(
  '%s: both give the right verdict on signatures good, bent and forged',
  async (alg) => {
    const jwk = testJwk(alg)
    const implementations = [await node.prepareKey(alg, jwk), await web.prepareKey(alg, jwk)]
    let compared = 0
    await fc.assert(
      fc.asyncProperty(noise, fc.nat(1), async (input, signer) => {
        const good = Buffer.from(
          String(await implementations[signer]?.sign?.(input.data)),
          'base64url',
        )
        for (const candidate of candidatesFor(alg, jwk, good, input)) {
          const signature = Buffer.from(candidate.signature).toString('base64url')
          for (const key of implementations) {
            const verdict = await key.verify(candidate.data, signature)
            expect(verdict, candidate.name).toBe(candidate.holds)
          }
          compared += 1
        }
      }),
      { numRuns },
    )
    expect(compared).toBeGreaterThanOrEqual(SIGNATURES / ALGORITHMS.length)
  },
  600_000,
)

test.each([...HMAC, 'RS256', 'RS384', 'RS512', 'EdDSA'] as const)(
  '%s: both sign the same bytes',
  async (alg) => {
    const jwk = testJwk(alg)
    const [one, other] = [await node.prepareKey(alg, jwk), await web.prepareKey(alg, jwk)]
    await fc.assert(
      fc.asyncProperty(text, async (data) => {
        expect(await one.sign?.(data)).toBe(await other.sign?.(data))
      }),
      { numRuns: 20 },
    )
  },
)

test('both read and write the same text', () => {
  const bytes = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(text, bytes, (written, raw) => {
      expect(node.encodeText(written)).toBe(web.encodeText(written))
      expect(node.decodeText(node.encodeText(written))).toBe(written === '' ? undefined : written)
      const segment = Buffer.from(raw).toString('base64url')
      expect(node.decodeText(segment)).toBe(web.decodeText(segment))
    }),
  )
})
