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
import { useCallback, useMemo, useState } from 'react'
import { createRegistry } from './registry.ts'
import { ownHome, sharedHome } from './token-home.ts'
import { useTokenHome } from './use-token-home.ts'

/** A token, what it allows, and how to get one that is valid. */
export type CapabilityToken<Meta = unknown> = TokenSnapshot<Meta> & {
  /** A token that is valid now; always the same function. */
  readonly getToken: (options?: GetTokenOptions) => Promise<string>
  /**
   * Whether the token that is shown says that it allows the request; for the UI only. The same
   * function as long as the token is the same, and `false` without a token that can be read.
   */
  readonly can: <Of extends Definition>(definition: Of, request: RequestOf<Of>) => boolean
}

/**
 * Fetches a capability token, keeps it fresh while the component is there, and reads it.
 *
 * Components that pass an equal `endpoint`, `params`, `identity` and `tabs` share one manager, which
 * takes its other options from the first of them. Options with `fetchToken` make one for this
 * component alone. A manager that is passed, or provided by a {@link TokenProvider}, is used as it is.
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
  const [own] = useState(() => createRegistry<Meta>())
  const { snapshot, enter, isAway } = useTokenHome(
    'useCapabilityToken',
    optionsOrManager,
    (options, latest) =>
      options.fetchToken ? ownHome(own, options, options.fetchToken, latest) : sharedHome(options),
  )

  const [getToken] = useState(() => async (options?: GetTokenOptions): Promise<string> => {
    const { manager, release } = enter()
    try {
      if (isAway()) throw new TokenFetchError('superseded')
      return await manager.getToken(options)
    } finally {
      release()
    }
  })
  const { grant } = snapshot
  // Another function for another token: what is computed from the same ones may be kept.
  const can = useCallback(
    <Of extends Definition>(definition: Of, request: RequestOf<Of>): boolean =>
      grant?.allows(definition, request) ?? false,
    [grant],
  )
  return useMemo(() => ({ ...snapshot, getToken, can }), [snapshot, getToken, can])
}
