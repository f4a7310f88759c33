import { measureApart } from '../../scale/child.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { figureOf } from './figures.ts'

const COLUMNS: readonly (readonly [string, Figure['unit'], string])[] = [
  ['append', 'µs', 'revoke, 5,000 at a time'],
  ['single', 'ms', 'revoke, one at a time'],
  ['size', 'bytes', 'file, each'],
  ['open', 'ms', 'start'],
  ['openRss', 'MB', 'RSS that the start adds'],
  ['openStall', 'ms', 'longest stall at the start'],
  ['compaction', 'ms', 'longest revoke while written anew'],
  ['compactionStall', 'ms', 'longest stall while written anew'],
]

/** Revocations that survive a restart. */
export function revocationFileScale(worker?: string): Scenario {
  return {
    name: 'scale-revocation-file',
    section: 'scale',
    title: 'Revoked tokens on the disk',
    about:
      'fileRevocationStore with so many living entries, filled, closed, opened, and revoked anew until more than half of its lines are dead',
    differs: [
      'A stall is the longest time in which nothing else runs in the process; a quiet one reads as 1 ms. Where the log was not yet written anew, the revocations of the measuring are in it too.',
      'An acknowledgement waits for fsync, so the disk has its part in every one of them.',
    ],
    run: async ({ scale: { sizes } }) => {
      const figures: Figure[] = []
      for (const entries of sizes) {
        // oxlint-disable-next-line no-await-in-loop -- measured one after the other
        const readings = await measureApart({ kind: 'file', entries }, worker)
        for (const [read, unit, column] of COLUMNS) {
          const cell = { row: entries.toLocaleString('en'), column }
          figures.push(figureOf(readings, { read, unit, cell }))
        }
      }
      return figures
    },
  }
}
