'use client'

import type { TokenManager, TokenManagerOptions, TokenSnapshot } from '@grantline/core/client'
import {
  useCallback,
  useContext,
  useInsertionEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type RefObject,
} from 'react'
import type { Lease } from './registry.ts'
import { align, givenHome, isAstray, snapshotOf, type TokenHome } from './token-home.ts'
import { TokenContext, useEarlyEffect } from './token-provider.ts'

/** The home of a component as it is committed; `null` before that. */
export type LatestHome<Meta> = Readonly<RefObject<TokenHome<Meta> | null>>

/** A component's place to get tokens from. */
export interface Housed<Meta> {
  /** The home of this render. */
  readonly home: TokenHome<Meta>
  /** What to show of it; the component renders when that changes. */
  readonly snapshot: TokenSnapshot<Meta>
  /** The way into the home of the latest commit. */
  readonly enter: () => Lease<Meta>
  /** Whether the manager in there is at another identity, and stays so. */
  readonly isAway: () => boolean
}

/**
 * Finds the home of a component, and subscribes to it.
 *
 * @throws {TypeError} without options, manager and provider
 */
export function useTokenHome<Meta>(
  hook: string,
  given: TokenManagerOptions<Meta> | TokenManager<Meta> | undefined,
  homeOfOptions: (options: TokenManagerOptions<Meta>, latest: LatestHome<Meta>) => TokenHome<Meta>,
): Housed<Meta> {
  const provided = useContext(TokenContext)
  const latest = useRef<TokenHome<Meta> | null>(null)
  const isGone = useRef(false)
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

  const [{ enter, isAway }] = useState(() => {
    const current = (): TokenHome<Meta> => latest.current ?? home
    return {
      enter: () => {
        const lease = current().lease()
        // What outlived its component must not bring a manager back to an identity of before.
        if (!isGone.current) align(current())
        return lease
      },
      isAway: () => isAstray(current()),
    }
  })

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
  return { home, snapshot, enter, isAway }

  function homeOf(): TokenHome<Meta> {
    if (given === undefined) {
      if (provided === null) {
        throw new TypeError(`${hook}: pass options or a manager, or use TokenProvider`)
      }
      // What `meta` is, only the caller knows.
      return givenHome(provided.manager as TokenManager<Meta>, provided.named)
    }
    if (!('getToken' in given)) return homeOfOptions(given, latest)
    return givenHome(given, given === provided?.manager ? provided.named : undefined)
  }
}
