import { describe, expect, test } from 'vitest'
import { drawFraction, refreshAt, timerDelay } from '../../src/client/schedule.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

describe('drawFraction', () => {
  test.each([
    { life: HOUR, random: 0, fraction: 0.75 },
    { life: HOUR, random: 0.5, fraction: 0.825 },
    { life: 20_000, random: 0, fraction: 0.75 },
    { life: 19_999, random: 0, fraction: 0.5 },
    { life: 19_999, random: 0.5, fraction: 0.6 },
    { life: 1000, random: 1, fraction: 0.7 },
  ])('draws $fraction of $life ms at $random', ({ life, random, fraction }) => {
    expect(drawFraction(life, [0.75, 0.9], random)).toBeCloseTo(fraction, 10)
  })
})

describe('refreshAt', () => {
  test.each([
    { life: HOUR, fraction: 0.5, hidden: false, at: 0.5 * HOUR, why: 'the drawn fraction' },
    { life: HOUR, fraction: 0.9, hidden: false, at: 0.9 * HOUR, why: 'the drawn fraction' },
    { life: HOUR, fraction: 0.99, hidden: false, at: HOUR - MINUTE, why: 'a lead of 60 s at most' },
    { life: 5 * MINUTE, fraction: 0.95, hidden: false, at: 270_000, why: 'a lead of a tenth' },
    { life: 20_000, fraction: 0.9, hidden: false, at: 17_000, why: 'a lead of 3 s at least' },
    { life: 6000, fraction: 0.7, hidden: false, at: 3600, why: 'a lead of two fifths at most' },
    { life: 1600, fraction: 0.5, hidden: false, at: 800, why: 'half of a short life' },
    { life: 3000, fraction: 0.2, hidden: false, at: 1000, why: 'a second at least' },
    { life: 300_000, fraction: 0.9, hidden: true, at: 210_000, why: '90 s of lead when hidden' },
    { life: 240_000, fraction: 0.9, hidden: true, at: 150_000, why: '90 s of lead when hidden' },
    {
      life: 239_999,
      fraction: 0.85,
      hidden: true,
      at: 203_999.15,
      why: 'no such lead below 240 s',
    },
    { life: HOUR, fraction: 0.5, hidden: true, at: 0.5 * HOUR, why: 'the drawn fraction' },
    { life: HOUR, fraction: 0, hidden: false, at: 1000, why: 'a second at least' },
  ])('is $at ms of $life at $fraction: $why', ({ life, fraction, hidden, at }) => {
    expect(refreshAt(life, fraction, hidden)).toBeCloseTo(at, 6)
  })

  test('always lies inside the life', () => {
    for (const life of [1, 50, 999, 1000, 2000, 19_999, 240_000, HOUR, 400 * 24 * HOUR]) {
      for (const fraction of [0, 0.5, 0.7, 0.9, 0.999]) {
        for (const hidden of [false, true]) {
          const at = refreshAt(life, fraction, hidden)
          expect(at).toBeGreaterThan(0)
          expect(at).toBeLessThan(life)
        }
      }
    }
  })
})

describe('timerDelay', () => {
  test.each([
    { wait: 5000, left: 20_000, delay: 5000, why: 'the next attempt' },
    { wait: 5000, left: 2000, delay: 2001, why: 'the end of the token, which comes first' },
    { wait: 5000, left: 0, delay: 5000, why: 'the next attempt without a token' },
    { wait: 2 ** 31, left: 2 ** 32, delay: 60_000, why: 'a minute at most' },
    { wait: 1, left: 20_000, delay: 50, why: '50 ms at least' },
    { wait: 0, left: 20_000, delay: 1000, why: 'a second while something holds it up' },
    { wait: -5000, left: 0, delay: 1000, why: 'a second while something holds it up' },
  ])('sleeps $delay ms: $why', ({ wait, left, delay }) => {
    expect(timerDelay(wait, left)).toBe(delay)
  })
})
