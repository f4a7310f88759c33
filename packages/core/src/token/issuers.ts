import type { Verifier } from './verify.ts'

const issuers = new WeakMap<Verifier, readonly string[]>()

/** Remembers for which issuers a verifier is. */
export function registerIssuers(verifier: Verifier, names: readonly string[]): Verifier {
  issuers.set(verifier, names)
  return verifier
}

/** The issuers that a verifier accepts; `undefined` for one that was not made here. */
export function issuersOf(verifier: Verifier): readonly string[] | undefined {
  return typeof verifier === 'object' && verifier !== null ? issuers.get(verifier) : undefined
}
