import { describe, expect, test } from 'vitest'
import { createGate, Denial, tokenFromProtocols, type RequestView } from '../../src/http.ts'
import { expectRefusal, verdict, worldOf } from './hand.ts'

// Class: another scheme, two headers, lists with commas (RFC 6750 §2.1, RFC 9110 §5.3, §11.6.2).
// Every answer of every binding to these stands in the table of packages/conformance ("None", "More
// than one, or none that could be one"). Here is what a verifier says that is handed a whole header,
// and what may stand between subprotocols.

describe('a header in place of a token', () => {
  test('is no token', async () => {
    const world = await worldOf()
    const { control } = world
    const values = [
      `Bearer ${control}`,
      `bearer ${control}`,
      `${control},`,
      `${control}, ${control}`,
      `${control};`,
      `"${control}"`,
      `<${control}>`,
      `token=${control}`,
      `Bearer ${control}, Basic YWxpY2U6`,
    ]
    for (const value of values) await expectRefusal(world, value, 'malformed')
  })
})

describe('white space around a subprotocol is space and tab, nothing else (RFC 9110 §5.6.1, §5.6.3)', () => {
  const offer = (space: string): string => `grantline.v1,${space}grantline.bearer.abc${space}`

  test.each(['', ' ', '\t', ' \t '])('%j is', (space) => {
    expect(tokenFromProtocols(offer(space))).toBe('abc')
  })

  // Whoever reads more than that sees a token where the next one, a proxy or a log, sees none.
  test.each(['\u00A0', '\v', '\f', '\uFEFF', '\u2003'])('%j is not', async (space) => {
    const { verifier, control } = await worldOf()
    const gate = createGate({ verifier, from: ['websocket-protocol'] })
    const ask = (protocols: string): Promise<string> => {
      const view: RequestView = { method: 'GET', url: '/', header: () => protocols }
      return gate.authenticate(view).then(
        () => 'accepted',
        (error: unknown) => (error instanceof Denial ? error.code : String(error)),
      )
    }
    expect(await verdict(verifier, control)).toBe('accepted')
    expect(await ask(offer(' ').replace('abc', control))).toBe('accepted')
    expect(await ask(offer(space).replace('abc', control))).not.toBe('accepted')
  })
})
