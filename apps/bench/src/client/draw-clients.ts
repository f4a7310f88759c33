import { grantline } from './grantline-policy.ts'
import { runHerd } from './herd.ts'
import { OTHERS } from './other-policies.ts'
import { OUTAGE_BEFORE, runOutage } from './outage.ts'
import { drawPanels, type PlotLine } from '../plot/draw-panels.ts'
import type { Policy } from './policy.ts'

const CLIENTS = 10_000
const OUTAGE = 120
/** Of the others those that differ to the eye. */
const IN_HERD: readonly Policy[] = [
  grantline,
  ...pick('end − 60 s, again every second', '80 % of life, full jitter to 60 s', 'end − 5 min'),
]
const IN_OUTAGE: readonly Policy[] = [
  grantline,
  ...pick('every second', 'every 5 s', 'doubled to 30 s', 'full jitter to'),
]

/** Draws what a token endpoint sees of 10,000 clients, under several policies. */
export async function drawClients(): Promise<string> {
  const herd = await linesOf(IN_HERD, (policy) => runHerd(policy, { clients: CLIENTS, seed: 1 }))
  const outage = await linesOf(IN_OUTAGE, (policy) =>
    runOutage(policy, { clients: CLIENTS, seed: 1, length: OUTAGE }),
  )
  return drawPanels('Requests a second at a token endpoint, for 10,000 clients', [
    {
      title:
        '10,000 clients start within 30 s; tokens live 3600 s; requests a second (busiest of 10 s)',
      from: 0,
      bin: 10,
      step: 600,
      lines: herd,
    },
    {
      title: 'No server for 120 s; tokens live 600 s; requests a second (busiest of 2 s)',
      from: -OUTAGE_BEFORE,
      bin: 2,
      step: 60,
      lines: outage,
      away: { from: 0, to: OUTAGE, name: 'no server' },
      limit: { from: OUTAGE, rate: 200, name: 'what the server serves' },
    },
  ])
}

function pick(...parts: readonly string[]): Policy[] {
  return parts.flatMap((part) => OTHERS.find(({ name }) => name.includes(part)) ?? [])
}

async function linesOf(
  policies: readonly Policy[],
  run: (policy: Policy) => Promise<{ readonly arrivals: readonly number[] }>,
): Promise<PlotLine[]> {
  const lines: PlotLine[] = []
  for (const policy of policies) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { arrivals } = await run(policy)
    lines.push({ name: policy.name, values: arrivals })
  }
  return lines
}
