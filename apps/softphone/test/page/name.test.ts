import { describe, expect, test } from 'vitest'
import {
  keepName,
  nameProblem,
  otherName,
  readName,
  secondTabAddress,
  suggestedName,
} from '../../src/page/session/name.ts'

/** The part of `sessionStorage` that is used. */
function memoryStorage(): Storage {
  const map = new Map<string, string>()
  return {
    get length() {
      return map.size
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  }
}

describe('a name', () => {
  test.each(['Alice', 'bob_2', 'X'])('%s can be taken', (name) => {
    expect(nameProblem(name)).toBeUndefined()
  })

  test.each(['', 'two words', 'Zoë', 'x'.repeat(25)])(
    '%j cannot, and a sentence says why',
    (name) => {
      expect(nameProblem(name)).toMatch(/\.$/)
    },
  )
})

describe('the second tab', () => {
  test('is offered the other name', () => {
    expect(otherName('Alice')).toBe('Bob')
    expect(otherName('Bob')).toBe('Alice')
    expect(otherName('Carol')).toBe('Alice')
    const { search } = new URL(secondTabAddress('Alice'), 'http://localhost')
    expect(suggestedName(search)).toBe('Bob')
  })

  test('is offered nothing by an address that names no possible name', () => {
    expect(suggestedName('?suggest=%3Cscript%3E')).toBeUndefined()
    expect(suggestedName('')).toBeUndefined()
  })
})

describe('the name of a tab', () => {
  test('is kept for a reload, and forgotten at sign-out', () => {
    const storage = memoryStorage()
    keepName(storage, 'Alice')
    expect(readName(storage)).toBe('Alice')
    keepName(storage, undefined)
    expect(readName(storage)).toBeUndefined()
  })

  test('is not read from what somebody else left there', () => {
    const storage = memoryStorage()
    storage.setItem('softphone.name', 'not a name')
    expect(readName(storage)).toBeUndefined()
  })
})
