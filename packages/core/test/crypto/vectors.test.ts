import { describe, expect, test } from 'vitest'
import * as node from '../../src/crypto/node.ts'
import * as web from '../../src/crypto/web.ts'
import type { JWK } from 'jose'
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

const wycheproof = readLines<WycheproofKey>('vectors/wycheproof.jsonl')
const sources = [...new Set(wycheproof.map(({ source }) => source))]

describe.each([
  ['node', node],
  ['web', web],
])('%s', (_name, { prepareKey }) => {
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
})
