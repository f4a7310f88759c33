import { describe, expect, test } from 'vitest'
import { requireSid, type SidPrefix } from '../../src/twilio/sid.ts'

const refusal = (value: unknown, prefix: SidPrefix): string => {
  try {
    return `taken as ${requireSid('Owner', 'option', value, prefix)}`
  } catch (error) {
    return String(error)
  }
}

describe('what is no SID of the kind asked for', () => {
  test.each<[SidPrefix, string]>([
    ['AC', 'an account'],
    ['SK', 'an API key'],
    ['AP', 'an application'],
    ['CR', 'a push credential'],
    ['IS', 'a service'],
    ['WS', 'a workspace'],
    ['WK', 'a worker'],
    ['WQ', 'a task queue'],
  ])('is refused where %s is asked for, in words', (prefix, name) => {
    expect(refusal('other', prefix)).toBe(
      `TypeError: Owner: "option" must be the SID of ${name}, ${prefix} and letters or digits, not other text`,
    )
    expect(refusal(`${prefix}0_-aZ`, prefix)).toBe(`taken as ${prefix}0_-aZ`)
  })

  test.each([
    ['that of an account', 'AC123'],
    ['that of an API key', 'SK123'],
    ['that of a task queue', 'WQ'],
    ['other text', 'WK'],
    ['other text', 'WK1 '],
    ['other text', 'wk123'],
    ['other text', ' WK123'],
    ['other text', 'XX123'],
    ['an empty string', ''],
    ['a number', 5],
    ['a list', ['WK123']],
    ['null', null],
    ['undefined', undefined],
  ])('is said to be %s: %j', (what, value) => {
    expect(refusal(value, 'WK')).toMatch(new RegExp(`, not ${what}$`))
  })
})
