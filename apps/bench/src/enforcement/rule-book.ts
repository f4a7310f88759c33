import type { Question, Rule } from './rules.ts'

/** Rules and questions, as one library has them. */
export interface RuleBook {
  readonly name: string
  /** What it does that the others do not, or leaves out; in a few words. */
  readonly differs?: string
  /** What a token carries for these rules. */
  readonly textOf: (rules: readonly Rule[]) => string
  /** Brings the questions into the form in which they are asked, before anything is measured. */
  readonly prepare: (questions: readonly Question[]) => Decider
}

/** Answers questions, by their index among those prepared. */
export interface Decider {
  /** Reads a text once, to be asked many times; absent where nothing is gained by it. */
  readonly hold?: (text: string) => Held | Promise<Held>
  /** Reads a text and answers one question. */
  readonly read?: (text: string, question: number) => boolean
}

/** Rules that were read. */
export interface Held {
  readonly allows: (question: number) => boolean
  /** Says why not: `undefined` if it is allowed. */
  readonly explain?: (question: number) => unknown
}

/** The entry of a list that was filled for this index. */
export function entryOf<Entry>(entries: readonly Entry[], index: number): Entry {
  const entry = entries[index]
  if (entry === undefined) throw new RangeError(`there is no question ${index}`)
  return entry
}
