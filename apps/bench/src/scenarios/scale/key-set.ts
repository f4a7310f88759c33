import { measureApart } from '../../scale/child.ts'
import type { KeysTask } from '../../scale/task.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { figureOf } from './figures.ts'

const COLUMNS: readonly (readonly [string, Figure['unit'], string])[] = [
  ['takeIn', 'µs', 'taken in, each'],
  ['stall', 'ms', 'longest stall meanwhile'],
  ['firstUse', 'µs', 'first token of each'],
  ['memory', 'bytes', 'memory, each'],
  ['first', 'µs', 'verify, first key'],
  ['last', 'µs', 'verify, last key'],
  ['unknown', 'µs', 'refuse an unknown `kid`'],
  ['without', 'µs', 'refuse without `kid`'],
]

const SETS: readonly (readonly [KeysTask['set'], string])[] = [
  ['grantline', 'createKeyRing'],
  ['jose', 'jose, createLocalJWKSet'],
]

/** Many keys to choose from. */
export function keySetScale(worker?: string): Scenario {
  return {
    name: 'scale-keys',
    section: 'scale',
    title: 'Many keys',
    about: 'Ed25519 keys with `kid`, taken in as public JWKs, each used once and then measured',
    differs: [
      'importKey and createKeyRing import every key at once; jose imports each when a token first asks for it.',
      'Both refuse a token without `kid` where more than one key could be meant.',
      'Times hold the check of the signature, but for refusals.',
    ],
    run: async ({ scale: { keySets, calls } }) => {
      const figures: Figure[] = []
      for (const [set, name] of SETS) {
        for (const keys of keySets) {
          const few = Math.min(calls, 2000)
          // oxlint-disable-next-line no-await-in-loop -- measured one after the other
          const readings = await measureApart({ kind: 'keys', set, keys, calls: few }, worker)
          for (const [read, unit, column] of COLUMNS) {
            // A few keys weigh less than what else comes and goes.
            if (read === 'memory' && keys !== keySets.at(-1)) continue
            const cell = { row: `${name}, ${keys.toLocaleString('en')}`, column }
            figures.push(figureOf(readings, { read, unit, cell }))
          }
        }
      }
      return figures
    },
  }
}
