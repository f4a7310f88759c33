'use client'

import { createAuthFetch, TokenFetchError, type TokenManager } from '@grantline/core/client'
import { useContext } from 'react'
import { TokenContext } from './token-provider.ts'
import { isSettled } from './turn.ts'

const made = new WeakMap<object, typeof fetch>()

/**
 * A `fetch` that adds the token of a manager, or of the one of the nearest {@link TokenProvider}, to
 * requests to the page's own origin and to that of the token endpoint: `createAuthFetch` without
 * options. Always the same function for a manager.
 *
 * Below a provider with an `identity` it sends the token of that one, and rejects with `superseded`
 * while the page goes over to another.
 *
 * @throws {TypeError} without manager and provider
 *
 * @example
 * ```tsx
 * export function HangUp() {
 *   const authFetch = useAuthFetch()
 *   return <button onClick={() => void authFetch('/calls/CA123', { method: 'DELETE' })} />
 * }
 * ```
 */
export function useAuthFetch(manager?: TokenManager): typeof fetch {
  const provided = useContext(TokenContext)
  const source = manager ?? provided?.manager
  if (source === undefined)
    throw new TypeError('useAuthFetch: pass a manager, or use TokenProvider')
  const known = made.get(source) ?? guarded(source)
  made.set(source, known)
  return known
}

function guarded(manager: TokenManager): typeof fetch {
  const authFetch = createAuthFetch(manager)
  return async (input, init) => {
    if (!isSettled(manager)) throw new TokenFetchError('superseded')
    return await authFetch(input, init)
  }
}
