import type { Case, CaseClass, Step } from '../case.ts'
import { NOW } from './workshop.ts'

/** What cases have in common: the rest of a case is its name and its token. */
export interface Shared {
  readonly source: string
  readonly why: string
  readonly server: string
  readonly expect: Step['expect']
  /** @default 'must' */
  readonly strictness?: Case['strictness']
  /** @default NOW */
  readonly now?: number
  readonly reads?: Step['reads']
}

/** A name, a token, and what is other than with the rest. */
export type Draft = readonly [name: string, token: string, other?: Partial<Shared>]

/** Cases that have one reason. */
export function cases(shared: Shared, drafts: readonly Draft[]): readonly Case[] {
  return drafts.map(([name, token, other]) => {
    const { source, why, server, expect, reads, ...rest } = { ...shared, ...other }
    const { strictness = 'must', now = NOW } = rest
    const step = { now, token, expect, ...(reads === undefined ? {} : { reads }) }
    return { name, strictness, source, why, server, steps: [step] }
  })
}

/** One case of several steps. */
export function sequence(
  name: string,
  shared: Omit<Shared, 'expect' | 'now' | 'reads'>,
  steps: Case['steps'],
): Case {
  const { source, why, server, strictness = 'must' } = shared
  return { name, strictness, source, why, server, steps }
}

/** A class of cases, with names that are its own. */
export function caseClass(name: string, title: string, ...groups: (readonly Case[])[]): CaseClass {
  const all = groups.flat()
  const repeated = all.find((one, at) => all.findIndex((other) => other.name === one.name) !== at)
  if (repeated !== undefined) throw new Error(`${name}: two cases are called "${repeated.name}"`)
  return { name, title, cases: all }
}
