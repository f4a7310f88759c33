import { runTabs, type TabsOptions, type TabsReport } from '../../client/tabs.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

const SHARED = '6 tabs'
const LATE = '6 tabs, messages 5 ms later than locks'
const ALONE = '6 tabs, not shared'

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
      { ...perLife('requests per token life', SHARED, six), atMost: 1, judged: 'max' },
      { ...atStart('requests when all are restored', SHARED, six), atMost: 1, judged: 'max' },
      {
        name: 'looks at a tab without a live token',
        unit: 'times',
        value: spreadOf(six.map(({ dead }) => dead)),
        atMost: 0,
        judged: 'max',
        cell: { row: SHARED, column: 'looks without a live token' },
      },
      { ...against('requests against those of one tab', SHARED, six, one), note: earlyNote },
      { ...perLife(`${slow}: requests per token life`, LATE, late), atMost: 1, judged: 'max' },
      { ...atStart(`${slow}: when restored`, LATE, late), atMost: 1, judged: 'max' },
      against('not shared: requests against those of one tab', ALONE, alone, one),
    ]
  },
}

function perLife(name: string, row: string, reports: readonly TabsReport[]): Figure {
  const value = spreadOf(reports.map(({ requests, refreshes }) => requests / refreshes))
  return { name, unit: '×', value, cell: { row, column: 'requests per token life' } }
}

function atStart(name: string, row: string, reports: readonly TabsReport[]): Figure {
  const value = spreadOf(reports.map((report) => report.atStart))
  return { name, unit: 'times', value, cell: { row, column: 'requests when restored' } }
}

function against(
  name: string,
  row: string,
  reports: readonly TabsReport[],
  others: readonly TabsReport[],
): Figure {
  const ratios = reports.map(({ requests }, index) => requests / (others[index]?.requests ?? 0))
  const cell = { row, column: 'requests ÷ those of one tab' }
  return { name, unit: '×', value: spreadOf(ratios), cell }
}
