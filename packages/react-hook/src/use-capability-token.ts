'use client'

import {
  TokenFetchError,
  type Definition,
  type GetTokenOptions,
  type RequestOf,
  type TokenManager,
  type TokenManagerOptions,
  type TokenSnapshot,
} from '@grantline/core/client'
import {
  useCallback,
  useContext,
  useInsertionEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { createRegistry, type Lease } from './registry.ts'
import {
  align,
  givenHome,
  isAstray,
  ownHome,
  sharedHome,
  snapshotOf,
  type TokenHome,
} from './token-home.ts'
import { TokenContext, useEarlyEffect } from './token-provider.ts'

/** A token, what it allows, and how to get one that is valid. */
export type CapabilityToken<Meta = unknown> = TokenSnapshot<Meta> & {
  /** A token that is valid now; always the same function. */
  readonly getToken: (options?: GetTokenOptions) => Promise<string>
  /**
   * Whether the token that is shown says that it allows the request; for the UI only. Always the
   * same function, and `false` without a token that can be read.
   */
  readonly can: <Of extends Definition>(definition: Of, request: RequestOf<Of>) => boolean
}

/**
 * Fetches a capability token, keeps it fresh while the component is there, and reads it.
 *
 * Components that pass an equal `endpoint`, `params` and `identity` share one manager, which takes
 * its other options from the first of them. Options with `fetchToken` make one for this component
 * alone. A manager that is passed, or provided by a {@link TokenProvider}, is used as it is.
 *
 * @throws {TypeError} without options, manager and provider
 *
 * @example
 * ```tsx
 * export function CallButton() {
 *   const { can, getToken } = useCapabilityToken({ endpoint: '/token' })
 *   const call = async () => {
 *     const authorization = `Bearer ${await getToken()}`
 *     await fetch('/calls/AP123', { method: 'POST', headers: { authorization } })
 *   }
 *   return <button disabled={!can(dial, { appSid: 'AP123' })} onClick={() => void call()} />
 * }
 * ```
 */
export function useCapabilityToken<Meta = unknown>(
  optionsOrManager?: TokenManagerOptions<Meta> | TokenManager<Meta>,
): CapabilityToken<Meta> {
  const { home, enter, isLeftOver } = useTokenHome(optionsOrManager)

  const { key, first } = home
  const subscribe = useCallback(
    (callback: () => void) => {
      const { manager, release } = enter()
      const stop = manager.subscribe(callback)
      return () => {
        stop()
        release()
      }
    },
    // Another key is another place to subscribe at.
    [enter, key],
  )
  const snapshot = useSyncExternalStore(subscribe, () => snapshotOf(home), first)

  const shown = useRef(snapshot)
  // In render, because `can` is asked in this very render, by children as well.
  shown.current = snapshot
  const [functions] = useState(() => ({
    getToken: async (options?: GetTokenOptions): Promise<string> => {
      // What outlived its component must not bring a shared manager back to an identity of before.
      if (isLeftOver()) throw new TokenFetchError('superseded')
      const { manager, release } = enter()
      try {
        return await manager.getToken(options)
      } finally {
        release()
      }
    },
    can: <Of extends Definition>(definition: Of, request: RequestOf<Of>): boolean =>
      shown.current.grant?.allows(definition, request) ?? false,
  }))
  return useMemo(() => ({ ...snapshot, ...functions }), [snapshot, functions])
}

/** The home of this render, and the way into that of the latest commit. */
function useTokenHome<Meta>(given: TokenManagerOptions<Meta> | TokenManager<Meta> | undefined): {
  readonly home: TokenHome<Meta>
  readonly enter: () => Lease<Meta>
  /** Whether the component is gone and its manager has gone on to another identity. */
  readonly isLeftOver: () => boolean
} {
  const provided = useContext(TokenContext)
  const latest = useRef<TokenHome<Meta> | null>(null)
  const isGone = useRef(false)
  const [own] = useState(() => createRegistry<Meta>())
  const home = homeOf()

  // Before any other effect of the commit, so that nobody is let into the home of before.
  useInsertionEffect(() => {
    latest.current = home
    isGone.current = false
    return () => {
      isGone.current = true
    }
  })
  useEarlyEffect(() => align(home))

  const [enter] = useState(() => () => {
    const current = latest.current ?? home
    const lease = current.lease()
    align(current)
    return lease
  })
  const [isLeftOver] = useState(
    () => () => isGone.current && latest.current !== null && isAstray(latest.current),
  )
  return { home, enter, isLeftOver }

  function homeOf(): TokenHome<Meta> {
    if (given === undefined) {
      if (provided === null) {
        throw new TypeError('useCapabilityToken: pass options or a manager, or use TokenProvider')
      }
      // What `meta` is, only the caller knows.
      return givenHome(provided.manager as TokenManager<Meta>, provided.named)
    }
    if ('getToken' in given) return givenHome(given)
    const { fetchToken } = given
    return fetchToken ? ownHome(own, given, fetchToken, latest) : sharedHome(given)
  }
}
