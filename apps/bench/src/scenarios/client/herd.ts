import { grantline } from '../../client/grantline-policy.ts'
import { runHerd, type HerdReport } from '../../client/herd.ts'
import { OTHERS } from '../../client/other-policies.ts'
import type { Policy } from '../../client/policy.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

/** A peak of few clients says more about chance than about the policy. */
const CLIENTS = 10_000
const PEAK = 'busiest second ÷ even spread'

/** Clients that start together come back together. */
export const clientHerd: Scenario = {
  name: 'client-herd',
  section: 'client',
  title: 'Clients that start together',
  plots: [
    { kind: 'bars', title: 'Busiest second ÷ even spread', column: PEAK, isLogarithmic: true },
  ],
  about:
    'busiest second of the first refreshes ÷ (clients ÷ ttl): 10,000 clients, ttl 3600 s, started within 30 s',
  run: async ({ client: { runs } }) => {
    const ours = await repeat(grantline, runs)
    const figures: Figure[] = [
      { ...peakOf(grantline, ours), atMost: 8, judged: 'max' },
      {
        name: `${grantline.name}: clients without a live token after it`,
        unit: 'times',
        value: spreadOf(ours.map(({ dead }) => dead)),
        atMost: 0,
        judged: 'max',
        cell: { row: grantline.name, column: 'clients without a live token' },
      },
    ]
    for (const policy of OTHERS) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      figures.push(peakOf(policy, await repeat(policy, runs)))
    }
    return figures
  },
}

async function repeat(policy: Policy, runs: number): Promise<HerdReport[]> {
  const reports: HerdReport[] = []
  for (let seed = 1; seed <= runs; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    reports.push(await runHerd(policy, { clients: CLIENTS, seed }))
  }
  return reports
}

function peakOf({ name, note }: Policy, reports: readonly HerdReport[]): Figure {
  const value = spreadOf(reports.map(({ peak }) => peak))
  const cell = { row: name, column: PEAK }
  return { name, unit: '×', value, ...(note !== undefined && { note }), cell }
}
