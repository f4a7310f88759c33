'use client'

import type { TokenManager } from '@grantline/core/client'
import {
  createContext,
  createElement,
  useEffect,
  useInsertionEffect,
  useLayoutEffect,
  useMemo,
  type Context,
  type ReactElement,
  type ReactNode,
} from 'react'
import { nameIdentity, settle } from './turn.ts'

/** Props of {@link TokenProvider}. */
export interface TokenProviderProps {
  /** The manager for everything inside. */
  manager: TokenManager
  /**
   * Who the token is for. From the very render in which it changes, nothing inside sees the token of
   * another; `undefined` is nobody in particular, and the source decides whom a token is for.
   *
   * @default the manager's own, when the prop is left out
   */
  identity?: string | undefined
  /** What may call the hooks without options and manager. */
  children: ReactNode
}

/** What a provider provides. */
export interface Provided {
  readonly manager: TokenManager
  /** Who the token has to be for; absent when the manager decides. */
  readonly named: { readonly identity: string | undefined } | undefined
}

export const TokenContext: Context<Provided | null> = createContext<Provided | null>(null)

/** Servers render without layout, and older ones warn about it. */
export const useEarlyEffect: typeof useEffect =
  typeof window === 'undefined' ? useEffect : useLayoutEffect

/**
 * Gives one manager to everything inside, and keeps it at the identity that is rendered.
 *
 * @example
 * ```tsx
 * const manager = new TokenManager({ endpoint: '/token' })
 *
 * export function App({ user }: { user: { id: string } | undefined }) {
 *   return (
 *     <TokenProvider manager={manager} identity={user?.id}>
 *       <main />
 *     </TokenProvider>
 *   )
 * }
 * ```
 */
export function TokenProvider(props: TokenProviderProps): ReactElement {
  const { manager, identity, children } = props
  const isNamed = Object.hasOwn(props, 'identity')
  // Before any effect below, which may ask for a token.
  useInsertionEffect(
    () => (isNamed ? nameIdentity(manager, identity) : undefined),
    [manager, isNamed, identity],
  )
  useEarlyEffect(() => {
    if (isNamed) settle(manager, identity)
  }, [manager, isNamed, identity])
  const provided = useMemo(
    () => ({ manager, named: isNamed ? { identity } : undefined }),
    [manager, isNamed, identity],
  )
  return createElement(TokenContext.Provider, { value: provided }, children)
}
