import type { MaybePromise } from '../maybe-promise.ts'
import type { Grant } from './grant.ts'
import type { Refusal } from './refusal.ts'
import type { Verifier } from './verifier.ts'

/** What is known of a verifier beside its methods. */
export interface Reach {
  readonly issuers: readonly string[]
  readonly maxTokenBytes: number
  /** What `check` asks, at once where keys and stores answer at once; it never throws. */
  readonly judge?: (token: string) => MaybePromise<{ readonly grant: Grant } | Refusal>
}

const reaches = new WeakMap<object, Reach>()

/** Remembers which tokens a verifier is for. */
export function registerReach(verifier: Verifier, reach: Reach): Verifier {
  reaches.set(verifier, reach)
  return verifier
}

/** Which tokens a verifier is for; `undefined` for one that was not made here. */
export function reachOf(verifier: Pick<Verifier, 'check'>): Reach | undefined {
  return reaches.get(verifier)
}
