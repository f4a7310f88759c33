import { measureApart } from '../../scale/child.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { figureOf } from './figures.ts'

const TABLE = 'Milliseconds in which nothing else runs'
const MEMORY = 'Bytes for each watch'

const ROWS: readonly (readonly [string, string])[] = [
  ['foreign', 'a token is revoked that nobody watches'],
  ['half', 'half of the tokens are revoked one by one, in one turn of the loop'],
  ['all', 'everything else is revoked at once, level `all`'],
]

/** Grants that are watched for their end and their revocation. */
export function watchedGrantsScale(worker?: string): Scenario {
  return {
    name: 'scale-watch',
    section: 'scale',
    title: 'Grants under watch',
    about:
      'watchGrant with memoryRevocationStore, nothing hanging on the grants; from the call until all who were told have asked the store',
    plots: [
      {
        kind: 'lines',
        table: TABLE,
        title: 'A revocation, with grants under watch, ms',
        x: 'grants under watch',
        y: 'ms',
        isLogarithmic: true,
      },
    ],
    run: async ({ scale: { watched } }) => {
      const figures: Figure[] = []
      for (const count of watched) {
        // oxlint-disable-next-line no-await-in-loop -- measured one after the other
        const readings = await measureApart({ kind: 'watch', watched: count }, worker)
        const column = String(count)
        for (const [read, row] of ROWS) {
          figures.push(
            figureOf(readings, { read, unit: 'ms', cell: { table: TABLE, row, column } }),
          )
        }
        const cell = { table: MEMORY, row: 'watchGrant with a store', column }
        figures.push(figureOf(readings, { read: 'memory', unit: 'bytes', cell }))
      }
      return figures
    },
  }
}
