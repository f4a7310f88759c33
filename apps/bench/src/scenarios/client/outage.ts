import { grantline } from '../../client/grantline-policy.ts'
import { OTHERS } from '../../client/other-policies.ts'
import { OUTAGE_TTL, runOutage, type OutageReport } from '../../client/outage.ts'
import type { Policy } from '../../client/policy.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Cell, ClientEffort, Figure, Plot, Scenario } from '../../scenario.ts'

const SHORT = 120
const PEAK = 'peak ÷ capacity'
const PLOTS: readonly Plot[] = [{ kind: 'bars', title: 'Busiest second ÷ capacity', column: PEAK }]

/** A server that is away for two minutes. */
export const clientOutage: Scenario = {
  name: 'client-outage',
  section: 'client',
  title: 'An outage of two minutes',
  plots: PLOTS,
  about:
    '120 s without a server, ttl 600 s, then it serves 2 % of the clients a second, the rest 503 with Retry-After: 5',
  run: async ({ client }) => {
    const ours = await repeat(grantline, SHORT, client)
    const [peak, dead, expired] = figuresOf(grantline, ours)
    const figures: Figure[] = [
      { ...peak, atMost: 1.3, judged: 'max' },
      { ...dead, atMost: 10, judged: 'max' },
      { ...expired, atMost: 0, judged: 'max' },
    ]
    for (const policy of OTHERS) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [others, without] = figuresOf(policy, await repeat(policy, SHORT, client))
      figures.push(others, without)
    }
    return figures
  },
}

/** A server that is away until nobody has a live token: nothing is promised of that. */
export const clientOutageOfALife: Scenario = {
  name: 'client-outage-long',
  section: 'client',
  title: 'An outage longer than a token lives',
  plots: PLOTS,
  about: 'the same after 600 s without a server, when no token is alive; a fifth of the clients',
  run: async ({ client }) => {
    const fewer: ClientEffort = { ...client, clients: client.clients / 5, runs: 1 }
    const figures: Figure[] = []
    for (const policy of [grantline, ...OTHERS]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [peak, dead] = figuresOf(policy, await repeat(policy, OUTAGE_TTL, fewer))
      figures.push(peak, dead)
    }
    return figures
  },
}

async function repeat(
  policy: Policy,
  length: number,
  { clients, runs }: ClientEffort,
): Promise<OutageReport[]> {
  const reports: OutageReport[] = []
  for (let seed = 1; seed <= runs; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    reports.push(await runOutage(policy, { clients, seed, length }))
  }
  return reports
}

function figuresOf(
  { name, note }: Policy,
  reports: readonly OutageReport[],
): [peak: Figure, dead: Figure, expired: Figure] {
  const spread = (pick: (report: OutageReport) => number): Figure['value'] =>
    spreadOf(reports.map(pick))
  const cell = (column: string): Cell => ({ row: name, column })
  return [
    {
      name: `${name}: busiest second after it ÷ capacity`,
      unit: '×',
      value: spread(({ peak }) => peak),
      ...(note !== undefined && { note }),
      cell: cell(PEAK),
    },
    {
      name: `${name}: without a live token 60 s after it`,
      unit: '%',
      value: spread(({ dead }) => dead * 100),
      cell: cell('without a token after 60 s'),
    },
    {
      name: `${name}: dead tokens handed out`,
      unit: 'times',
      value: spread(({ expired }) => expired),
      cell: cell('dead tokens handed out'),
    },
  ]
}
