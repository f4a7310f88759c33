import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { bundlePrograms } from '../../start/bundle-programs.ts'
import { runColdRounds, type ColdOptions, type Starts } from '../../start/cold-rounds.ts'
import { inTemporaryFolder } from '../../start/in-temporary-folder.ts'
import {
  BUILT,
  BUNDLED,
  EVERYWHERE,
  ON_NODE,
  type Contender,
  type Programs,
} from '../../start/programs.ts'
import { bun, deno, NODE } from '../../start/runtime.ts'

const NODE_TABLE = 'Node, packages as installed'
const MINTING = { whole: 'minting, whole process', inside: 'of it import and first token' }
const VERIFYING = { whole: 'verifying, whole process', inside: 'of it import and first check' }

/** How long a fresh process takes to its first token. */
export const startCold: Scenario = coldStart(BUILT)

/** @param programs - as they are run unbundled */
export function coldStart(programs: Programs): Scenario {
  return {
    name: 'start-cold',
    section: 'start',
    title: 'The first token of a fresh process',
    about:
      'ms from the spawn of a process to the first byte it writes, which it does with its first token minted or verified (HS256); and, on its own clock, what the import of the library and that first call take of it',
    differs: [
      'The programs differ in the library alone; an empty one takes the same way without any.',
      'Every file has been read before and is in memory, so a slow disk adds to libraries of many files.',
      'Deno and Bun keep compiled code from start to start by default, and did so here; Node 20 compiles anew.',
      'The secret is text, imported by each library in its own way; Grantline’s minter also builds the scopes from typed capabilities, which the others are given as text.',
      'Twilio’s ClientCapability writes no `sub`, `aud` and `jti`, and its package verifies none of its tokens.',
    ],
    plots: [
      {
        kind: 'bars',
        table: NODE_TABLE,
        title: 'Import and first token in a fresh Node process, ms',
        column: MINTING.inside,
        isLogarithmic: true,
      },
    ],
    run: ({ start: { rounds } }) =>
      inTemporaryFolder(async (folder) => {
        const common = { runtime: NODE, programs, rounds, cache: folder }
        const bundled = await bundlePrograms(
          BUNDLED.map(({ mint }) => mint),
          folder,
        )
        const minting: Pick<ColdOptions, 'tasks'> = { tasks: ['mint'] }
        return [
          ...(await table(NODE_TABLE, ON_NODE, { ...common, tasks: ['mint', 'verify'] })),
          ...(await table('Node, bundled into one file by esbuild', BUNDLED, {
            ...common,
            ...minting,
            programs: bundled,
          })),
          ...(await table('Bun', EVERYWHERE, { ...common, ...minting, runtime: bun() })),
          ...(await table('Deno', EVERYWHERE, { ...common, ...minting, runtime: deno() })),
        ]
      }),
  }
}

async function table(
  heading: string,
  contenders: readonly Contender[],
  options: ColdOptions,
): Promise<readonly Figure[]> {
  const all = await runColdRounds(contenders, options)
  return all.flatMap((starts) => figuresOf(heading, starts))
}

function figuresOf(heading: string, { contender, task, starts }: Starts): readonly Figure[] {
  const { name: row, note } = contender
  const columns = task === 'mint' ? MINTING : VERIFYING
  const figure = (pick: 'whole' | 'inside'): Figure => ({
    name: `${heading}, ${row}: ${columns[pick]}`,
    unit: 'ms',
    value: spreadOf(starts.map((start) => start[pick])),
    cell: { row, column: columns[pick], table: heading },
  })
  const whole = figure('whole')
  const isNoted = note !== undefined && task === 'mint'
  return [isNoted ? { ...whole, note } : whole, figure('inside')]
}
