import { measureApart } from '../../scale/child.ts'
import type { CacheTask } from '../../scale/task.ts'
import type { Figure, LinePlot, Scenario } from '../../scenario.ts'
import { figureOf } from './figures.ts'

const TABLES: readonly (readonly [string, Figure['unit'], string])[] = [
  ['memory', 'bytes', 'Bytes for each cached token'],
  ['hit', 'µs', 'Microseconds of a token that is there'],
  ['miss', 'µs', 'Microseconds of a new token, the cache being full'],
  ['longest', 'ms', 'Milliseconds of the longest call with a new token'],
]

const CACHES: readonly (readonly [CacheTask['cache'], string])[] = [
  ['grantline', 'createVerifier'],
  ['fast-jwt', 'fast-jwt, `cache`'],
]

/** Verified tokens that are remembered. */
export function grantCacheScale(worker?: string): Scenario {
  return {
    name: 'scale-cache',
    section: 'scale',
    title: 'A large cache of verified tokens',
    about:
      'HS256, `maxEntries` tokens fill a cache of that size; every token is made of bytes inside the call, and new ones are verified',
    differs: [
      'Grantline keeps the text of the token, and a frozen grant with parsed capabilities, claims and methods; fast-jwt keeps a hash of the token and its claims.',
      'A token that is there is one of the last quarter that came, so both still have it. Grantline forgets the older half at a time, fast-jwt the least recently used.',
      'The longest call is one on the clock, collections of garbage within it and all.',
    ],
    plots: TABLES.map(([, y, table]): LinePlot => ({
      kind: 'lines',
      table,
      title: table,
      x: 'cached tokens',
      y,
      isLogarithmic: true,
    })),
    run: async ({ scale: { sizes, calls } }) => {
      const figures: Figure[] = []
      for (const [cache, row] of CACHES) {
        for (const entries of sizes) {
          const task: CacheTask = { kind: 'cache', cache, entries, calls }
          // oxlint-disable-next-line no-await-in-loop -- measured one after the other
          const readings = await measureApart(task, worker)
          for (const [read, unit, table] of TABLES) {
            const cell = { table, row, column: String(entries) }
            figures.push(figureOf(readings, { read, unit, cell }))
          }
        }
      }
      return figures
    },
  }
}
