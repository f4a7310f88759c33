import { isTokenFetchError, type TokenManager } from '@grantline/core/client'
import { ErrorInfo, Realtime, type ClientOptions } from 'ably'

/** A client of Ably that asks the manager for its tokens. */
export function connect(manager: TokenManager, options: ClientOptions = {}): Realtime {
  let given: string | undefined
  return new Realtime({
    ...options,
    authCallback: async (_params, answer) => {
      try {
        // Ably asks again when it wants another one, so the one it has is no answer.
        given = await manager.getToken({ force: given ?? false })
        answer(null, given)
      } catch (error) {
        // 403 is the end; with anything else Ably tries again.
        const isFinal = isTokenFetchError(error) && !error.retryable
        answer(new ErrorInfo('no token', 40170, isFinal ? 403 : 401), null)
      }
    },
  })
}
