import { runTabs, type TabsOptions, type TabsReport } from '../../client/tabs.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

/** Tabs of one browser need one token. */
export const clientTabs: Scenario = {
  name: 'client-tabs',
  section: 'client',
  title: 'Six tabs of one browser',
  about: '6 tabs of one browser, restored together; 5 of them hidden and throttled; ttl 600 s',
  run: async ({ client: { browsers, lives } }) => {
    const runs = (options: Omit<TabsOptions, 'seed' | 'lives'>): Promise<TabsReport[]> =>
      Promise.all(
        Array.from({ length: browsers }, (_, seed) => runTabs({ ...options, lives, seed })),
      )
    const one = await runs({ tabs: 1 })
    const six = await runs({ tabs: 6 })
    const late = await runs({ tabs: 6, lag: 5 })
    const alone = await runs({ tabs: 6, isShared: false })
    const slow = 'messages 5 ms later than locks'
    const earlyNote = 'the earliest of six draws is earlier than one'
    return [
      { ...perLife('requests per token life', six), atMost: 1, judged: 'max' },
      { ...atStart('requests when all are restored', six), atMost: 1, judged: 'max' },
      {
        name: 'looks at a tab without a live token',
        unit: 'times',
        value: spreadOf(six.map(({ dead }) => dead)),
        atMost: 0,
        judged: 'max',
      },
      { ...against('requests against those of one tab', six, one), note: earlyNote },
      { ...perLife(`${slow}: requests per token life`, late), atMost: 1, judged: 'max' },
      { ...atStart(`${slow}: when restored`, late), atMost: 1, judged: 'max' },
      against('not shared: requests against those of one tab', alone, one),
    ]
  },
}

function perLife(name: string, reports: readonly TabsReport[]): Figure {
  const value = spreadOf(reports.map(({ requests, refreshes }) => requests / refreshes))
  return { name, unit: '×', value }
}

function atStart(name: string, reports: readonly TabsReport[]): Figure {
  return { name, unit: 'times', value: spreadOf(reports.map((report) => report.atStart)) }
}

function against(
  name: string,
  reports: readonly TabsReport[],
  others: readonly TabsReport[],
): Figure {
  const ratios = reports.map(({ requests }, index) => requests / (others[index]?.requests ?? 0))
  return { name, unit: '×', value: spreadOf(ratios) }
}
