import { guardsOf } from '../../http/guarded/all.ts'
import type { Guarded } from '../../http/guarded/guarded.ts'
import type { GuardEntry, GuardSamples } from '../../http/measure-guards.ts'
import { addedBy } from '../../http/measure-guards.ts'
import type { Framework } from '../../http/task.ts'
import type { TokenSet } from '../../http/tokens.ts'
import { spreadOf, type Spread } from '../../measure/statistics.ts'
import type { Figure } from '../../scenario.ts'

/** One server with one kind of tokens. */
export interface Entry extends GuardEntry {
  readonly isNew: boolean
}

/** What one of them did. */
export type Samples = GuardSamples<Entry>

/** What is added to the name of an entry whose tokens have scopes that no memo can know. */
export const SCOPES_NEW = ', every scope new'

/** All servers of a framework, with tokens that return. */
export async function returningEntries(
  framework: Framework,
  { returning }: TokenSet,
): Promise<readonly Entry[]> {
  const guards = await guardsOf(framework)
  return guards.map((guarded) => {
    return { name: guarded.name, guarded, tokens: returning, isNew: false }
  })
}

/** Two of them also with scopes that no memo can know. */
export async function allEntries(
  framework: Framework,
  tokens: TokenSet,
): Promise<readonly Entry[]> {
  const returning = await returningEntries(framework, tokens)
  const again = returning.filter(({ name }) => name === 'by hand' || name === 'guard, computed')
  const fresh = again.map(({ guarded }): Entry => {
    const name = `${guarded.name}${SCOPES_NEW}`
    return { name, guarded, tokens: tokens.distinct, isNew: true }
  })
  return [...returning, ...fresh]
}

/** How many times as much one server adds to a request as another: a quotient for each start. */
export function ratioOf(samples: readonly Samples[], one: Samples, to: Samples): Spread {
  const bare = named(samples, 'bare')
  const theirs = addedBy(to, bare)
  return spreadOf(addedBy(one, bare).map((added, start) => added / (theirs[start] ?? Number.NaN)))
}

/**
 * The processor time of a request, and what each server adds to that of the one without a check.
 *
 * @param table - the heading of their table, where a scenario has several
 */
export function timeFigures(samples: readonly Samples[], table?: string): readonly Figure[] {
  const bare = named(samples, 'bare')
  const heading = table === undefined ? {} : { table }
  const before = table === undefined ? '' : `${table}: `
  return samples.flatMap((one): readonly Figure[] => {
    const { name: row, guarded } = one.entry
    const whole: Figure = {
      name: `${before}${row}`,
      unit: 'µs',
      value: spreadOf(one.cpu.flat()),
      cell: { row, column: 'whole request', ...heading },
      ...noteOf(guarded),
    }
    if (guarded.kind === 'bare') return [whole]
    const added: Figure = {
      name: `${before}${row}, added`,
      unit: 'µs',
      value: spreadOf(addedBy(one, bare)),
      cell: { row, column: 'added', ...heading },
    }
    return [whole, added]
  })
}

function noteOf({ lacks }: Guarded): { readonly note?: string } {
  return lacks === undefined ? {} : { note: lacks }
}

/** @throws {RangeError} if there is none of that name */
export function named(samples: readonly Samples[], name: string): Samples {
  const found = samples.find(({ entry }) => entry.name === name)
  if (found === undefined) throw new RangeError('what everything is compared with is missing')
  return found
}
