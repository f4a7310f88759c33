import { expect, test } from 'vitest'
import { managerPolicy } from '../src/client/grantline-policy.ts'
import { runHerd } from '../src/client/herd.ts'
import { OTHERS } from '../src/client/other-policies.ts'
import { runOutage } from '../src/client/outage.ts'
import { drawPanels } from '../src/plot/draw-panels.ts'
import type { Policy } from '../src/client/policy.ts'
import { seededRandom } from '../src/client/random.ts'
import { runTabs } from '../src/client/tabs.ts'
import { TokenServer, type Answer } from '../src/client/token-server.ts'
import { VirtualTime } from '../src/client/virtual-time.ts'

function other(part: string): Policy {
  const found = OTHERS.find(({ name }) => name.includes(part))
  if (!found) throw new Error(`no policy is named ${part}`)
  return found
}

test('managers without jitter come back together, and the measure sees it', async () => {
  const together = managerPolicy('together', { options: { firstJitter: [0.8, 0.8001] } })
  const { peak, dead } = await runHerd(together, { clients: 500, seed: 1 })
  expect(peak).toBeGreaterThan(80)
  expect(dead).toBe(0)
})

test('a fixed age brings all back in the seconds of their start', async () => {
  const { peak, arrivals } = await runHerd(other('end − 60 s, again every s'), {
    clients: 5000,
    seed: 1,
  })
  expect(peak).toBeGreaterThan(120)
  const wave = arrivals.flatMap((count, second) => (second > 60 && count > 0 ? [second] : []))
  expect(Math.min(...wave)).toBeGreaterThanOrEqual(3540)
  expect(Math.max(...wave)).toBeLessThanOrEqual(3571)
})

test('the same seed is the same run', async () => {
  const run = (): Promise<unknown> =>
    runOutage(managerPolicy('ours', {}), { clients: 100, seed: 3 })
  expect(await run()).toEqual(await run())
})

test('who tries every second meets the recovered server in a crowd', async () => {
  const report = await runOutage(other('again every second'), { clients: 1000, seed: 1 })
  expect(report.peak).toBeGreaterThan(5)
  expect(report.expired).toBeGreaterThan(0)
})

test('a server serves what it can in a second, refuses while it is away, and counts all', async () => {
  const time = new VirtualTime()
  const server = new TokenServer(time, {
    ttl: 600,
    retryAfter: 7,
    capacities: [
      { from: 1000, rate: 0 },
      { from: 2000, rate: 2 },
    ],
    random: seededRandom(1),
  })
  const answers: Answer[] = []
  const ask = (at: number): void => {
    for (let count = 0; count < 5; count += 1) {
      time.at(at, () => server.request((answer) => answers.push(answer)))
    }
  }
  for (const at of [0, 1000, 2000]) ask(at)
  await time.run(3000)
  expect(server.arrivals).toEqual([5, 5, 5])
  expect(answers.map((answer) => answer?.status)).toEqual([
    ...Array.from({ length: 5 }, () => 200),
    ...Array.from({ length: 5 }, () => undefined),
    ...answers.slice(10).map((answer) => answer?.status),
  ])
  const last = answers.slice(10).map((answer) => answer?.status ?? 0)
  expect(last.toSorted((a, b) => a - b)).toEqual([200, 200, 503, 503, 503])
})

test('tabs that do not share are seen to ask for themselves', async () => {
  const { requests, refreshes } = await runTabs({ tabs: 6, lives: 5, seed: 1, isShared: false })
  expect(requests).toBeGreaterThan(4 * refreshes)
})

test('a plot is whole, and needs nothing from elsewhere', () => {
  const svg = drawPanels('a < b', [
    { title: 'A & B', from: 0, bin: 1, step: 2, lines: [{ name: 'one', values: [1, 10, 0, 100] }] },
  ])
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^]*<\/svg>\n$/)
  expect(svg).toContain('a &lt; b')
  expect(svg).toContain('A &amp; B')
  expect(svg).not.toMatch(/href|url\(|<script|@import|NaN|Infinity/)
  expect(svg).toContain('prefers-color-scheme: dark')
})
