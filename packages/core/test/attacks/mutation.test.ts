import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { handMade, HEADER, verdict, worldOf } from './hand.ts'

// Class: one change anywhere in a token (RFC 7515 §5.2). Not one change: ECDSA lets anybody negate s,
// which is half of the signature.

const CHARACTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= ')

// Short, so that every change of it can be tried.
const SHORT = { iss: 'issuer', exp: 1_700_000_060 }

describe('HS256, every change of one short token', () => {
  const token = handMade(HEADER, SHORT)

  async function accepted(bent: Iterable<string>): Promise<string[]> {
    const { verifier, control } = await worldOf()
    expect(await verdict(verifier, token)).toBe('accepted')
    const wrong: string[] = []
    for (const one of bent) {
      if (one !== token && (await verifier.check(one)).ok) wrong.push(one)
    }
    expect(await verdict(verifier, control)).toBe('accepted')
    return wrong
  }

  const places = Array.from(token, (_one, at) => at)

  test('any character at any place changed to any other', async () => {
    const bent = places.flatMap((at) =>
      CHARACTERS.map((one) => token.slice(0, at) + one + token.slice(at + 1)),
    )
    expect(await accepted(bent)).toEqual([])
  })

  test('any character put in anywhere', async () => {
    const bent = [...places, token.length].flatMap((at) =>
      CHARACTERS.map((one) => token.slice(0, at) + one + token.slice(at)),
    )
    expect(await accepted(bent)).toEqual([])
  })

  test('any character taken away, any two neighbours swapped, the token cut anywhere', async () => {
    const bent = places.flatMap((at) => [
      token.slice(0, at) + token.slice(at + 1),
      token.slice(0, at) +
        token.slice(at + 1, at + 2) +
        token.slice(at, at + 1) +
        token.slice(at + 2),
      token.slice(0, at),
      token.slice(at + 1),
    ])
    expect(await accepted(bent)).toEqual([])
  })
})

describe('every algorithm, by samples', () => {
  const change = fc.record({
    at: fc.nat(),
    byte: fc.oneof(
      fc.constantFrom(...CHARACTERS),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    how: fc.constantFrom('change', 'insert', 'remove', 'swap'),
  })

  function bend(token: string, place: number, byte: string, how: string): string {
    const at = place % token.length
    const [head, one, rest] = [token.slice(0, at), token.slice(at, at + 1), token.slice(at + 1)]
    if (how === 'change') return head + byte + rest
    if (how === 'insert') return head + byte + one + rest
    return how === 'remove' ? head + rest : head + rest.slice(0, 1) + one + rest.slice(1)
  }

  test.each(['HS384', 'HS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'PS256'] as const)(
    '%s: one change is one too many',
    async (alg) => {
      const { verifier, control } = await worldOf(alg)
      await fc.assert(
        fc.asyncProperty(change, async ({ at, byte, how }) => {
          const bent = bend(control, at, byte, how)
          const expected = bent === control ? 'accepted' : expect.not.stringContaining('accepted')
          expect(await verdict(verifier, bent)).toEqual(expected)
        }),
        { numRuns: 300 },
      )
      expect(await verdict(verifier, control)).toBe('accepted')
    },
  )
})
