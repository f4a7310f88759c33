import type { TokenErrorReason } from '../errors.ts'
import { tell } from '../events.ts'
import type { Grant } from './grant.ts'
import type { ReplayStore } from './replay-store.ts'
import type { RevocationStore } from './revocation-store.ts'
import type { VerifierSettings } from './verifier-options.ts'

type Stores = Pick<VerifierSettings, 'revocation' | 'replay' | 'onEvent' | 'rules'>

/**
 * Asks what only a memory knows of a token: whether it was revoked, then whether it was used. A use
 * counts only for a token that is fine in every other way.
 *
 * @param now NumericDate
 * @returns why the token is refused, if it is
 * @throws whatever a store throws
 */
export async function askStores(
  grant: Grant,
  isSingleUse: boolean,
  stores: Stores,
  now: number,
): Promise<TokenErrorReason | undefined> {
  const { revocation, replay } = stores
  const problem =
    revocation === undefined ? undefined : await askRevocation(revocation, grant, stores)
  if (problem !== undefined || !isSingleUse) return problem
  if (replay === undefined) return 'replay_store_missing'
  return askReplay(replay, grant, grant.expiresAt + stores.rules.leeway - now)
}

async function askRevocation(
  store: RevocationStore,
  grant: Grant,
  { onEvent }: Stores,
): Promise<TokenErrorReason | undefined> {
  const start = performance.now()
  // Stores come from outside: what they answer is believed only as far as it has the right shape.
  const { revoked, freshness }: { revoked: unknown; freshness: unknown } = await store.check(grant)
  if (revoked === true) return 'revoked'
  if (revoked !== false) return 'unavailable'
  if (freshness === 'stale' && onEvent !== undefined) {
    const jti = grant.id === undefined ? {} : { jti: grant.id }
    tell(onEvent, { type: 'stale', ...jti, durationMs: performance.now() - start })
  }
  return freshness === 'fresh' || freshness === 'stale' ? undefined : 'unavailable'
}

async function askReplay(
  store: ReplayStore,
  grant: Grant,
  secondsLeft: number,
): Promise<TokenErrorReason | undefined> {
  // A use can only be counted by name.
  if (grant.id === undefined) return 'claim'
  const key = JSON.stringify([grant.issuer, grant.id])
  const isFirst: unknown = await store.use(key, Math.max(1, Math.ceil(secondsLeft)))
  if (isFirst === true) return undefined
  return isFirst === false ? 'replayed' : 'unavailable'
}
