import { describe, expect, test } from 'vitest'
import { parseScopes } from '../../src/index.ts'
import { intern } from '../../src/scope/intern.ts'
import { recall, remember } from '../../src/scope/memo.ts'

// What is remembered saves time and must change nothing else: neither an answer, nor how much memory
// a stranger can fill.

describe('claims that were read before', () => {
  const read = parseScopes('scope:a:b')

  /** Offers so many claims, and says how many of them are remembered. */
  const offer = (count: number, claimOf: (at: number) => string): number => {
    const claims = Array.from({ length: count }, (_, at) => claimOf(at))
    for (const claim of claims) remember(claim, read)
    return claims.filter((claim) => recall(claim) !== undefined).length
  }

  test('a claim that comes again and again is read once', () => {
    const claim = 'scope:again:and?again=1'
    const all = Array.from({ length: 20 }, () => parseScopes(claim))
    expect(all.at(-1)).toBe(all.at(-2))
    expect(all.at(-1)).toEqual(all[0])
  })

  test('most of what comes once is not kept', () => {
    expect(offer(700, (at) => `once-${at}`)).toBe(100)
  })

  test('never are more than 512 kept, and the memory does not stay full', () => {
    const kept = offer(7 * 600, (at) => `many-${at}`)
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThanOrEqual(512)
    expect(offer(7, (at) => `later-${at}`)).toBe(1)
  })

  test('a long claim is never kept', () => {
    expect(offer(70, (at) => `${at}`.padStart(1025, 'x'))).toBe(0)
    expect(offer(70, (at) => `${at}`.padStart(1024, 'y'))).toBe(10)
  })
})

describe('names that were read before', () => {
  test('each is the part of the text that it stands in, whatever was read before it', () => {
    // Many share a place in the table, and many begin with another one.
    const letters = ['a', 'b', 'q', 'A', '1', '-']
    let texts = ['']
    for (let length = 1; length <= 4; length += 1) {
      texts = texts.flatMap((text) => letters.map((letter) => text + letter))
    }
    for (const text of texts) {
      for (let end = 0; end <= text.length; end += 1) {
        for (let start = 0; start <= end; start += 1) {
          const name = intern(text, start, end)
          if (name !== text.slice(start, end)) expect(name).toBe(text.slice(start, end))
        }
      }
    }
  })

  test('a long name is read as well', () => {
    for (const length of [63, 64, 65, 4000]) {
      const name = 'n'.repeat(length)
      expect(intern(`[${name}]`, 1, length + 1)).toBe(name)
      expect(intern(`[${name}]`, 1, length + 1)).toBe(name)
    }
  })
})
