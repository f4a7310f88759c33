import { expect, test } from 'vitest'
import { allows, defineCapability, path, type ScopeUri } from '../../src/index.ts'
import { prepareNarrowed } from '../../src/capability/narrows.ts'
import { covers } from '../../src/capability/path-cover.ts'

// Every pattern of up to three segments against every path of up to five, by brute force. The paths
// have letters that no pattern names, so that `*` is more than the letters of the patterns together.

const join = defineCapability('room:join', { room: path() })

/** Every sequence of one to so many letters. */
function sequences(letters: readonly string[], longest: number): string[][] {
  const found: string[][] = []
  let last: string[][] = [[]]
  for (let length = 1; length <= longest; length += 1) {
    last = last.flatMap((start) => letters.map((letter) => start.concat(letter)))
    found.push(...last)
  }
  return found
}

const paths = sequences(['a', 'b', 'c', '*'], 5)
const patterns = [
  ...sequences(['a', 'b', '*'], 3),
  ['**'],
  ...sequences(['a', 'b', '*'], 2).map((start) => start.concat('**')),
]

/** What a pattern means, said without looking for speed. */
function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '**'
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return false
  return pattern.every((each, at) => each === '*' || each === '**' || each === segments[at])
}

function scopeOf(pattern: readonly string[]): ScopeUri {
  return { service: 'room', privilege: 'join', params: { room: pattern.join('/') } }
}

const allowed = new Map(
  patterns.map((pattern) => [
    pattern,
    new Set(paths.filter((segments) => matches(pattern, segments))),
  ]),
)

test('a pattern allows exactly the paths it means', () => {
  for (const [pattern, meant] of allowed) {
    const granted = scopeOf(pattern)
    const got = paths.filter((segments) => allows(granted, join, { room: segments.join('/') }))
    expect(got, pattern.join('/')).toEqual([...meant])
  }
})

test('a pattern narrows another one exactly when it allows a part of what that one allows', () => {
  let covered = 0
  for (const [child, childs] of allowed) {
    for (const [parent, parents] of allowed) {
      const isPart = [...childs].every((segments) => parents.has(segments))
      const name = `${child.join('/')} within ${parent.join('/')}`
      expect(prepareNarrowed([scopeOf(parent)])(scopeOf(child), join), name).toBe(isPart)
      if (isPart) covered += 1
    }
  }
  expect(patterns).toHaveLength(52)
  expect(covered).toBeGreaterThan(300)
})

test('a star in a longer segment is a letter', () => {
  const literals = ['*bc', '**c', 'b*', 'b**', '***', '*a/c', 'a/*b', '**xc']
  for (const literal of literals) {
    expect(allows(scopeOf([literal]), join, { room: literal }), literal).toBe(true)
    expect(prepareNarrowed([scopeOf([literal])])(scopeOf([literal]), join), literal).toBe(true)
    for (const room of ['x', 'x/c', 'x/x/c', 'b', 'bc', 'a/b', 'a/xb', 'xa/c']) {
      expect(allows(scopeOf([literal]), join, { room }), `${literal} ${room}`).toBe(false)
      expect(prepareNarrowed([scopeOf([literal])])(scopeOf([room]), join)).toBe(false)
    }
  }
})

test.each(['', 'a//b', 'a/', '../a', '**/a', 'a/**/b', '**/**', 'a/**/'])(
  'the malformed pattern %j covers nothing, even where nobody looked before',
  (pattern) => {
    for (const segments of paths.filter((each) => each.length < 4)) {
      expect(covers(pattern, segments.join('/'), '/', 'literal')).toBe(false)
      expect(covers(pattern, segments.join('/'), '/', 'pattern')).toBe(false)
    }
  },
)
