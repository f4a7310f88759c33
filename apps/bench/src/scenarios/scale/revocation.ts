import { measureApart } from '../../scale/child.ts'
import type { RevocationTask } from '../../scale/task.ts'
import type { Figure, LinePlot, Scenario } from '../../scenario.ts'
import { figureOf, type Reading } from './figures.ts'

const MEMORY = 'Bytes for each revoked token'
const CALLS = 'Microseconds of a call'
const SWEEP = 'Milliseconds of the longest call that forgets what is over'

/** What the README promises from a million entries on; a small store has its fixed parts. */
const BYTES_AT_MOST = 32
const PROMISED_FROM = 1_000_000

const STORES: readonly (readonly [RevocationTask['store'], string, string?])[] = [
  ['grantline', 'memoryRevocationStore'],
  ['map', 'Map of id and end', 'no levels, no cut-offs, and forgets nothing by itself'],
  ['set', 'Set of ids', 'never forgets'],
]

/** Revocations in the memory of one process. */
export function revocationScale(worker?: string): Scenario {
  return {
    name: 'scale-revocation',
    section: 'scale',
    title: 'Revoked tokens in memory',
    about:
      'tokens revoked by their ids of 22 characters, each number of them in a process of its own; every id asked for is a fresh string',
    differs: [
      'memoryRevocationStore looks for token, root, session, subject and key, and keeps a cut-off for each; Map and Set know ids alone.',
      'A full store is one of as many entries as `maxEntries` allows, half of them over: it has to make room at once, while others forget as new entries come.',
      'memoryRevocationStore has 256 pieces, which weigh about 0.2 MB before they hold much: that is most of a small one.',
      'The Map is gone through by a sweep of all its entries, as a timer would.',
    ],
    plots: [
      linesOf(MEMORY, 'Bytes for each revoked token', 'bytes'),
      linesOf(CALLS, 'Revoking and asking, µs', 'µs'),
      linesOf(SWEEP, 'The longest call that forgets, ms', 'ms'),
    ],
    run: async ({ scale }) => {
      const figures: Figure[] = []
      const { sizes, calls } = scale
      for (const [store, row, note] of STORES) {
        for (const entries of sizes) {
          // oxlint-disable-next-line no-await-in-loop -- measured one after the other
          const readings = await measureApart({ kind: 'revocation', store, entries, calls }, worker)
          const first = entries === sizes[0] ? note : undefined
          for (const reading of readingsOf(store, row, entries, first)) {
            figures.push(figureOf(readings, reading))
          }
        }
      }
      for (const entries of sizes) {
        const task = { kind: 'revocation', store: 'full', entries, calls } as const
        // oxlint-disable-next-line no-await-in-loop -- measured one after the other
        const readings = await measureApart(task, worker)
        const cell = { table: SWEEP, row: 'memoryRevocationStore, full', column: String(entries) }
        figures.push(figureOf(readings, { read: 'sweep', unit: 'ms', cell }))
      }
      return figures
    },
  }
}

function linesOf(table: string, title: string, y: string): LinePlot {
  return { kind: 'lines', table, title, x: 'revoked tokens', y, isLogarithmic: true }
}

function readingsOf(
  store: RevocationTask['store'],
  row: string,
  entries: number,
  note: string | undefined,
): readonly Reading[] {
  const column = String(entries)
  const call = (read: string, what: string): Reading => ({
    read,
    unit: 'µs',
    cell: { table: CALLS, row: what, column },
  })
  const isPromised = store === 'grantline' && entries >= PROMISED_FROM
  const readings: Reading[] = [
    {
      read: 'memory',
      unit: 'bytes',
      cell: { table: MEMORY, row, column },
      note,
      atMost: isPromised ? BYTES_AT_MOST : undefined,
    },
    call('revoke', `${row}: revoke`),
    call('found', `${row}: a revoked one`),
    call('missing', `${row}: one that is not`),
  ]
  if (store === 'grantline') {
    readings.push(
      call('verifying', 'verify HS256 with memoryRevocationStore'),
      call('verifyingBare', 'verify HS256 without a store'),
    )
  }
  if (store !== 'set') {
    readings.push({ read: 'sweep', unit: 'ms', cell: { table: SWEEP, row, column } })
  }
  return readings
}
