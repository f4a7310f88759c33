import { narrows, type Capability } from '@grantline/core'
import { biscuitNarrowing } from '../../enforcement/biscuit-narrowing.ts'
import { grantlineNarrowing } from '../../enforcement/grantline-narrowing.ts'
import { capabilityOf } from '../../enforcement/grantline-rules.ts'
import { KEPT_ROOM, type Narrowing } from '../../enforcement/narrowing.ts'
import { byHand } from '../../enforcement/plain-rules.ts'
import { dialRules } from '../../enforcement/rules.ts'
import type { Contender } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { compareRounds, withoutNotes } from './compare-rounds.ts'

const SETS = 'Is every one of n capabilities within one of n others?'
const TOKENS = 'A narrower token of one with ten rules, Ed25519'
const COUNTS = [1, 10, 100]

/** Asking for less, and proving that it is less. */
export const narrowing: Scenario = {
  name: 'narrows',
  section: 'enforcement',
  title: 'Narrowing',
  about:
    'narrows on sets of capabilities; a narrower token made and asked, beside a block appended to a Biscuit',
  differs: [
    'The sets are equal and in the same order: each capability is compared with half of the others before its own is found.',
    'Equal texts cannot tell that a room is within a folder: a narrower scope is refused.',
    "Biscuit's block can be appended by whoever holds the token, without a key of the issuer; Grantline's issuer signs a new one.",
    'CASL and atproto have nothing alike.',
  ],
  plots: [
    {
      kind: 'lines',
      table: SETS,
      title: 'Whether one set narrows another, by its size',
      x: 'capabilities on each side',
      y: 'µs',
      isLogarithmic: true,
    },
  ],
  run: async (effort) => [...(await compareSets(effort)), ...(await compareTokens(effort))],
}

async function compareSets(effort: Effort): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const count of COUNTS) {
    const rules = dialRules(count, 0)
    const [children, parents] = [rules.map(capabilityOf), rules.map(capabilityOf)]
    const [child, parent] = [byHand.textOf(rules), byHand.textOf(rules)]
    const per = count === 100 ? 1 : 10
    const contenders: [Contender, Contender] = [
      { name: 'grantline, narrows', run: repeat(per, () => areWithin(children, parents)) },
      { name: 'equal texts in a Set', run: repeat(per, () => areEqual(child, parent)) },
    ]
    const options = { column: String(count), table: SETS, per, isShort: true }
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    figures.push(...(await compareRounds(contenders, options, effort)))
  }
  return figures
}

/** Whether each is covered by one of the others, as `attenuate` asks. */
export function areWithin(
  children: readonly Capability[],
  parents: readonly Capability[],
): boolean {
  return children.every((child) => parents.some((parent) => narrows(child, parent)))
}

/** The check of RFC 6749 §6 as it is often written. */
export function areEqual(child: string, parent: string): boolean {
  const known = new Set(parent.split(' '))
  return child.split(' ').every((scope) => known.has(scope))
}

function repeat(per: number, work: () => unknown): Contender['run'] {
  return () => {
    let last: unknown
    for (let count = 0; count < per; count += 1) last = work()
    return last
  }
}

async function compareTokens(effort: Effort): Promise<readonly Figure[]> {
  const sides = [await grantlineNarrowing(), await biscuitNarrowing()] as const
  const [ours, theirs] = sides
  const contendersOf = async (
    runOf: (side: Narrowing) => Promise<Contender['run']>,
  ): Promise<[Contender, Contender]> => [
    { name: ours.name, run: await runOf(ours), differs: ours.differs },
    { name: theirs.name, run: await runOf(theirs), differs: theirs.differs },
  ]
  const made = await contendersOf(async ({ narrow }) => narrow)
  const asked = withoutNotes(
    await contendersOf(async ({ narrow, ask }) => {
      const token = await narrow()
      return () => ask(token, KEPT_ROOM)
    }),
  )
  const place = { table: TOKENS, per: 1 }
  return [
    ...(await compareRounds(made, { ...place, column: 'made' }, effort)),
    ...(await compareRounds(
      asked,
      { ...place, column: 'verified and asked', isShort: true },
      effort,
    )),
    ...(await sizesOf(sides)),
  ]
}

async function sizesOf(sides: readonly Narrowing[]): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const { name, narrow } of sides) {
    // oxlint-disable-next-line no-await-in-loop -- there are two
    const token = await narrow()
    const cell = { row: name, column: 'length', table: TOKENS }
    figures.push({ name: `${name}, length`, unit: 'bytes', value: spreadOf([token.length]), cell })
  }
  return figures
}
