import type { FetchReason, TokenEvent } from '@grantline/core/client'
import { beforeEach, describe, expect, test } from 'vitest'
import { Timeline } from '../../src/page/token/timeline.ts'
import { causeWords, spanText } from '../../src/page/token/timeline-words.ts'
import { timeText } from '../../src/page/token/token-life.ts'

const NOTHING = { token: null, expiresAt: null }

let now: number
let isOnline: boolean
let timeline: Timeline

beforeEach(() => {
  now = 0
  isOnline = true
  timeline = new Timeline({ now: () => now, isOnline: () => isOnline })
})

/** What the newest line says. */
function newest(): string {
  const [line] = timeline.snapshot
  return line === undefined ? '' : `${line.what} ${line.why}`
}

function fetched(reason: FetchReason, held: Parameters<Timeline['record']>[1] = NOTHING): void {
  timeline.record({ type: 'fetch_start', reason }, held)
  timeline.record({ type: 'fetch_ok', ms: 12.4, life: 60 }, held)
}

function failed(held: Parameters<Timeline['record']>[1] = NOTHING): void {
  timeline.record({ type: 'fetch_start', reason: 'due' }, held)
  timeline.record({ type: 'fetch_fail', code: 'network', retryAt: 100 }, held)
}

describe('the timeline of a token', () => {
  test('is one line for each token, with the reason it was fetched for, newest first', () => {
    now = 1_000
    fetched('initial')
    now = 50_000
    fetched('due', { token: 't1', expiresAt: 61 })
    expect(timeline.snapshot).toEqual([
      {
        id: 2,
        at: 50_000,
        type: 'fetch_ok',
        what: 'Fetched a token, good for 60 s.',
        why: 'The old one was due, at 82 % of its life. The server took 12 ms.',
        tone: 'routine',
      },
      {
        id: 1,
        at: 1_000,
        type: 'fetch_ok',
        what: 'Fetched a token, good for 60 s.',
        why: 'There was none yet. The server took 12 ms.',
        tone: 'routine',
      },
    ])
  })

  test('tells when another tab fetched it, and when the next one is due then', () => {
    timeline.record({ type: 'adopted', life: 58.2 })
    expect(newest()).toBe(
      'Took over a token, good for 58 s. Another tab fetched it; this one asked nobody.',
    )
    now = 29_100
    fetched('due', { token: 't1', expiresAt: 58.2 })
    expect(newest()).toContain('at 50 % of its life')
  })

  test('shows an outage as one line that counts, and its end', () => {
    fetched('initial')
    failed({ token: 't1', expiresAt: 60 })
    expect(newest()).toBe(
      `No new token: the request did not get through. Next try at ${timeText(100_000)}. The old one is still good.`,
    )
    failed()
    expect(timeline.snapshot).toHaveLength(2)
    expect(newest()).toBe(
      `No new token, 2 times in a row: the request did not get through. Next try at ${timeText(100_000)}.`,
    )
    fetched('due')
    expect(newest()).toContain('Tried again after the failure.')
    expect(timeline.snapshot[0]?.tone).toBe('good')
    fetched('due')
    expect(timeline.snapshot[0]?.tone).toBe('routine')
  })

  test('says that a retry waits for the network', () => {
    isOnline = false
    failed()
    expect(newest()).toContain(`Next try at ${timeText(100_000)}, or with the network.`)
  })

  test('leaves a refusal for good to one line', () => {
    timeline.record({ type: 'fetch_fail', code: 'login_required', retryAt: undefined })
    timeline.record({ type: 'denied', code: 'login_required' })
    expect(timeline.snapshot.map(({ type }) => type)).toEqual(['denied'])
    expect(newest()).toContain('The sign-in is over')
    timeline.record({ type: 'denied', code: 'denied' })
    expect(newest()).not.toContain('sign-in')
  })

  test('explains the end of a token by a sleep, by the network, or by failures', () => {
    timeline.record({ type: 'throttled_timer', late: 90 })
    expect(newest()).toContain('The timer rang 90 s late.')
    timeline.record({ type: 'expired' })
    expect(newest()).toBe('The token ran out. The page slept past its end.')
    now = 5_000
    isOnline = false
    timeline.record({ type: 'expired' })
    expect(newest()).toContain('There was no network')
    isOnline = true
    timeline.record({ type: 'expired' })
    expect(newest()).toContain('The page slept, or was held back')
    failed()
    timeline.record({ type: 'expired' })
    expect(newest()).toContain('No request for another got through in time.')
  })

  test('tells what the loss of the network means', () => {
    timeline.record({ type: 'offline' }, { token: 't1', expiresAt: 60 })
    expect(newest()).toBe('The network is gone. The token stays good; renewing it waits.')
    timeline.record({ type: 'offline' })
    expect(newest()).toContain('Asking for a token waits for it.')
    timeline.record({ type: 'online' })
    expect(newest()).toContain('The network is back.')
  })

  test('tells of a wrong clock once, until it is another one', () => {
    timeline.record({ type: 'clock_skew', ms: -120_000 })
    expect(newest()).toContain("The clock here is 2 min ahead of the server's.")
    timeline.record({ type: 'clock_skew', ms: -120_500 })
    expect(timeline.snapshot).toHaveLength(1)
    timeline.record({ type: 'clock_skew', ms: 7_200_000 })
    expect(newest()).toContain("The clock here is 2 h behind the server's.")
  })

  test.each<[TokenEvent, string]>([
    [{ type: 'lock_timeout' }, 'Went on without the lock of the tabs.'],
    [{ type: 'late_response' }, 'A token had ended when it came.'],
    [{ type: 'rate_limited' }, 'Held a request back.'],
    [{ type: 'insufficient_scope', scope: undefined }, 'A server missed something in the token.'],
  ])('has a line for %o', (event, what) => {
    timeline.record(event)
    expect(timeline.snapshot[0]).toMatchObject({ what, tone: 'notable' })
  })

  test('keeps silent about what another line says', () => {
    timeline.record({ type: 'refreshed' })
    timeline.record({ type: 'identity', epoch: 1 })
    timeline.record({ type: 'fetch_start', reason: 'due' })
    expect(timeline.snapshot).toEqual([])
  })

  test('goes on over a sign-out and the next sign-in', () => {
    timeline.record({ type: 'started', name: 'Alice' })
    failed()
    timeline.record({ type: 'revoked' })
    expect(newest()).toContain('No other is fetched until you ask.')
    timeline.record({ type: 'signed_out', where: 'here' })
    expect(newest()).toContain('You did')
    timeline.record({ type: 'signed_out', where: 'elsewhere' })
    expect(newest()).toContain('Another tab of this name did.')
    timeline.record({ type: 'started', name: 'Bob' })
    expect(newest()).toContain('Started as Bob.')
    // The failures were those of somebody else.
    fetched('initial')
    expect(timeline.snapshot[0]?.tone).toBe('routine')
  })

  test('stays short, and tells its listeners until they leave', () => {
    let calls = 0
    const leave = timeline.subscribe(() => {
      calls += 1
    })
    for (let count = 0; count < 40; count += 1) fetched('due')
    expect(calls).toBe(40)
    expect(timeline.snapshot).toHaveLength(30)
    expect(timeline.snapshot[0]?.id).toBe(40)
    leave()
    fetched('due')
    expect(calls).toBe(40)
  })

  test('never holds a token', () => {
    const held = { token: 'eyJhbGciOiJFZERTQSJ9.secret.signature', expiresAt: 60 }
    fetched('due', held)
    failed(held)
    timeline.record({ type: 'offline' }, held)
    timeline.record({ type: 'expired' }, held)
    expect(JSON.stringify(timeline.snapshot)).not.toMatch(/eyJ|secret|signature/)
  })
})

test.each<[FetchReason, number | undefined, number, string]>([
  ['initial', undefined, 0, 'There was none yet.'],
  ['due', 0.5, 0, 'The old one was due, at 50 % of its life.'],
  ['due', undefined, 0, 'The old one had run out.'],
  ['due', 0.9, 2, 'Tried again after the failure.'],
  ['demand', undefined, 0, 'It was asked for, and none was left.'],
  ['demand', 0.2, 0, 'It was asked for before the old one was due.'],
  ['rejected', 0.2, 0, 'The server did not accept the old one.'],
  ['late', undefined, 0, 'The last one had ended when it came.'],
  ['identity', undefined, 0, 'It is for another name now.'],
])('says of a request for %s at %o after %d failures why it goes out', (...given) => {
  const [reason, part, failures, words] = given
  expect(causeWords(reason, part, failures)).toBe(words)
})

test.each([
  [0.4, '0 s'],
  [99.4, '99 s'],
  [100, '2 min'],
  [900, '15 min'],
  [7_200, '2 h'],
])('shows a span of %d seconds as %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text)
})
