import { NAME_PATTERN } from '../../shared/capabilities.ts'

/** The names offered with one click. */
export const SUGGESTED_NAMES: readonly [string, string] = ['Alice', 'Bob']

const KEY = 'softphone.name'

/** The suggestion for a second tab beside the given name. */
export function otherName(name: string): string {
  const [first, second] = SUGGESTED_NAMES
  return name === first ? second : first
}

/** Why a name cannot be taken, as a sentence; `undefined` if it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Enter a name first.'
  if (name.length > 24) return 'A name has at most 24 characters.'
  if (!NAME_PATTERN.test(name)) return 'A name is made of letters, digits and _ without spaces.'
  return undefined
}

/** The address of a second tab that offers the other name first. */
export function secondTabAddress(name: string): string {
  return `/?${new URLSearchParams({ suggest: otherName(name) }).toString()}`
}

/** The name an address of {@link secondTabAddress} asks to offer first. */
export function suggestedName(search: string): string | undefined {
  const name = new URLSearchParams(search).get('suggest')
  return name !== null && NAME_PATTERN.test(name) ? name : undefined
}

/** The name this tab acts as. A reload keeps it; another tab has its own. */
export function readName(storage: Storage): string | undefined {
  const name = storage.getItem(KEY)
  return name !== null && NAME_PATTERN.test(name) ? name : undefined
}

/** Keeps the name for a reload of this tab; `undefined` forgets it. */
export function keepName(storage: Storage, name: string | undefined): void {
  if (name === undefined) storage.removeItem(KEY)
  else storage.setItem(KEY, name)
}
