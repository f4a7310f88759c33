import type { Verifier } from './verifier.ts'

/** Which tokens a verifier is for. */
export interface Reach {
  readonly issuers: readonly string[]
  readonly maxTokenBytes: number
}

const reaches = new WeakMap<Verifier, Reach>()

/** Remembers which tokens a verifier is for. */
export function registerReach(verifier: Verifier, reach: Reach): Verifier {
  reaches.set(verifier, reach)
  return verifier
}

/** Which tokens a verifier is for; `undefined` for one that was not made here. */
export function reachOf(verifier: Verifier): Reach | undefined {
  return reaches.get(verifier)
}
