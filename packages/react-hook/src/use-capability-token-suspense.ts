'use client'

import {
  TokenFetchError,
  type TokenManager,
  type TokenManagerOptions,
  type TokenSnapshot,
} from '@grantline/core/client'
import * as React from 'react'
import { useEffect, useMemo, useRef } from 'react'
import { hold, letGo, linger } from './hold.ts'
import { isAstray, sharedHome, snapshotOf, type TokenHome } from './token-home.ts'
import { useEarlyEffect } from './token-provider.ts'
import { turnTo } from './turn.ts'
import { useTokenHome } from './use-token-home.ts'
import { fail, waitFor } from './wait.ts'

/** What a component that waits for its token is given. */
export interface SuspendedToken<Meta = unknown> {
  /**
   * The token. It has ended when `snapshot.token` is `null`, which is only with `onExpired: 'null'`,
   * or while the next one is being fetched.
   */
  readonly token: string
  /** Where things stand now. */
  readonly snapshot: TokenSnapshot<Meta>
}

/** What a component showed last, and whose it was. */
interface Shown {
  readonly key: unknown
  readonly epoch: number
  readonly token: string
}

/** React 19 has it; what 18 waits for is thrown. */
const { use } = React as { readonly use?: (promise: Promise<void>) => void }

/**
 * Waits for a capability token: the component suspends until there is one, and never again because
 * of a refresh.
 *
 * A refusal, and a failure that has not passed within `suspenseTimeout`, is thrown to the nearest
 * error boundary; to reset that tries again. A server renders the fallback, unless `initial` is
 * given. Components share their manager as with {@link useCapabilityToken}. One with a `fetchToken`
 * is shared by those that pass the same function, which must be declared outside of the component.
 *
 * @throws {TokenFetchError} any code but `superseded`; `unsupported` on a server without `initial`
 * @throws {TypeError} without options, manager and provider, or when each render has other options
 *
 * @example
 * ```tsx
 * export function Session() {
 *   const { token, snapshot } = useCapabilityTokenSuspense({ endpoint: '/token' })
 *   return <output title={token}>{snapshot.grant?.subject}</output>
 * }
 * ```
 */
export function useCapabilityTokenSuspense<Meta = unknown>(
  optionsOrManager?: TokenManagerOptions<Meta> | TokenManager<Meta>,
): SuspendedToken<Meta> {
  const { home, snapshot: seen } = useTokenHome(
    'useCapabilityTokenSuspense',
    optionsOrManager,
    sharedHome,
  )
  const shown = useRef<Shown | null>(null)
  const { key } = home
  // From here on the component holds a share of its own.
  useEffect(() => letGo(key), [key])

  // A page that is hydrated late knows more than the server did.
  const snapshot = seen.token === null && !isServer() ? snapshotOf(home) : seen
  const { epoch } = snapshot
  const token = snapshot.token ?? endedToken(home, snapshot, shown.current)
  useEarlyEffect(() => {
    if (token !== null) shown.current = { key, epoch, token }
  }, [key, epoch, token])
  const result = useMemo(() => (token === null ? null : { token, snapshot }), [token, snapshot])

  // No hook comes after this: React may render once more with those that it has seen.
  if (result === null) return wait(home)
  if (shown.current === null) linger(key)
  return result
}

/** The token of before, where it is shown on. */
function endedToken<Meta>(
  home: TokenHome<Meta>,
  { status, epoch, error }: TokenSnapshot<Meta>,
  last: Shown | null,
): string | null {
  const manager = home.peek()
  const isSpent = status === 'loading' || status === 'expired'
  if (!manager || isAstray(home) || !isSpent) return null
  if (last === null || last.key !== home.key || last.epoch !== epoch) return null
  const { onExpired } = manager.suspense
  if (onExpired === 'throw' && error) fail(manager, error)
  return onExpired === 'suspend' ? null : last.token
}

/** Throws: a promise for React to wait for, or the reason why there is nothing to wait for. */
function wait<Meta>(home: TokenHome<Meta>): never {
  if (isServer()) {
    const message = 'a server has no token: it renders the fallback of Suspense, or give initial'
    throw new TokenFetchError('unsupported', { message })
  }
  const manager = hold(home)
  const isTurned = !isAstray(home) || manager.snapshot.status === 'disposed'
  const promise = isTurned ? waitFor(manager) : turnTo(manager, home.named?.identity)
  use?.(promise)
  // oxlint-disable-next-line typescript/only-throw-error -- what React 18 waits for
  throw promise
}

/** Nothing is fetched while a server renders. */
function isServer(): boolean {
  return typeof window === 'undefined'
}
