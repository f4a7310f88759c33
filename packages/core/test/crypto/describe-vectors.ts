import type { JWK } from 'jose'
import { expect, test } from 'vitest'
import type { PreparedKey } from '../../src/crypto/contract.ts'
import type { Algorithm } from '../../src/key/algorithm.ts'
import { readKnownAnswers } from '../fixtures/read-keys.ts'
import { readLines } from '../fixtures/read-lines.ts'

/** One key of Wycheproof, and its tests. */
interface WycheproofKey {
  readonly source: string
  readonly alg: Algorithm
  readonly jwk: JWK
  readonly tests: readonly (readonly [number, string, string, string, boolean])[]
}

type PrepareKey = (alg: Algorithm, jwk: JWK) => Promise<PreparedKey>

const wycheproof = readLines<WycheproofKey>('vectors/wycheproof.jsonl')
const sources = [...new Set(wycheproof.map(({ source }) => source))]

/** Holds an implementation behind `#crypto` against signatures that others published. */
export function describeVectors(prepareKey: PrepareKey): void {
  test.each(readKnownAnswers())('$source: verifies and signs as printed', async (answer) => {
    const key = await prepareKey(answer.alg, answer.jwk)
    expect(await key.verify(answer.input, answer.signature)).toBe(true)
    expect(await key.verify(`${answer.input}A`, answer.signature)).toBe(false)
    const signature = String(await key.sign?.(answer.input))
    expect(await key.verify(answer.input, signature)).toBe(true)
    if (answer.reproducible) expect(signature).toBe(answer.signature)
  })

  test.each(sources)('Wycheproof: %s', async (source) => {
    for (const { alg, jwk, tests } of wycheproof.filter((one) => one.source === source)) {
      const key = await prepareKey(alg, jwk)
      for (const [id, comment, message, signature, holds] of tests) {
        expect(await key.verify(message, signature), `${id}: ${comment}`).toBe(holds)
      }
    }
  })
}
