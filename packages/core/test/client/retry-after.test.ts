import { describe, expect, test } from 'vitest'
import { parseRetryAfter } from '../../src/client/retry-after.ts'

const now = Date.parse('2030-01-02T03:04:05Z')

describe('parseRetryAfter', () => {
  test.each([
    { header: '0', seconds: 0 },
    { header: '120', seconds: 120 },
    { header: '0120', seconds: 120 },
    { header: '1000000000', seconds: 1_000_000_000 },
    { header: 'Wed, 02 Jan 2030 03:05:05 GMT', seconds: 60 },
    { header: 'Wednesday, 02-Jan-30 03:05:05 GMT', seconds: 60 },
    { header: 'Wed, 02 Jan 2030 03:04:04 GMT', seconds: 0 },
    { header: 'Thu, 01 Jan 1970 00:00:00 GMT', seconds: 0 },
  ])('reads $header as $seconds s', ({ header, seconds }) => {
    expect(parseRetryAfter(header, now)).toBe(seconds)
  })

  test.each([
    null,
    '',
    '-1',
    '-5',
    '1.5',
    '1e9',
    '0x10',
    '+5',
    'soon',
    '2030-01-02T03:05:05Z',
    'Wed, 99 Foo 2030 03:05:05 GMT',
    '120, 60',
  ])('finds nothing in %j', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined()
  })
})
