import type { TokenEventTarget } from './events.ts'
import { createMachine } from './machine.ts'
import type {
  GetTokenOptions,
  LogoutOptions,
  SuspenseSettings,
  TokenManagerOptions,
} from './options.ts'
import type { TokenSnapshot } from './snapshot.ts'

/**
 * Holds one capability token, renews it before it ends, and hands it out.
 *
 * It renews by itself as long as somebody is subscribed, and on demand otherwise; there is never
 * more than one fetch at a time. Its functions may be passed around without it.
 *
 * @throws {TypeError} for an option that is unknown, missing, or of the wrong kind
 * @throws {RangeError} for a number out of its range
 *
 * @example
 * ```ts
 * const manager = new TokenManager({ endpoint: '/token' })
 * const socket = new WebSocket('/signal', tokenProtocols(await manager.getToken()))
 * ```
 */
export class TokenManager<Meta = unknown> {
  /** Tells what happens inside, by type. */
  declare readonly events: TokenEventTarget

  /** Where the manager stands; the same object until something in it changes. */
  declare readonly snapshot: TokenSnapshot<Meta>

  /** Who the token is for. */
  declare readonly identity: string | undefined

  /**
   * Calls back after every change of {@link TokenManager.snapshot}, and keeps a valid token at hand
   * until the last subscriber is gone.
   *
   * @returns ends it
   */
  declare readonly subscribe: (callback: () => void) => () => void

  /**
   * A token that is valid now, at once if one is held.
   *
   * It fetches at most once, and not at all while a failure cools down. As long as the held token is
   * valid, a failure that may pass is not the caller's.
   *
   * @throws {TokenFetchError} any code; `superseded` when the identity changed meanwhile
   *
   * @example
   * ```ts
   * const authorization = `Bearer ${await manager.getToken()}`
   * const response = await fetch('/calls', { headers: { authorization } })
   * ```
   */
  declare readonly getToken: (options?: GetTokenOptions) => Promise<string>

  /**
   * Fetches a token now, also after a refusal or a `logout` and during a cool-down.
   *
   * @throws {TokenFetchError} any code
   */
  declare readonly refresh: () => Promise<string>

  /**
   * Drops at once everything that belongs to another identity, and fetches for the new one if
   * somebody is subscribed; `undefined` is nobody, and waits until somebody asks. The same identity
   * again changes nothing.
   */
  declare readonly setIdentity: (identity: string | undefined) => void

  /**
   * Drops everything, here and in the tabs that share the token, and fetches nothing until
   * `setIdentity` names somebody or `refresh` is called.
   */
  declare readonly logout: (options?: LogoutOptions) => void

  /** Ends everything: no timer, listener or request is left, and nothing starts any more. */
  declare readonly dispose: () => void

  /** How long components wait for it, and what they do when it has no valid token any more. */
  declare readonly suspense: SuspenseSettings

  constructor(options: TokenManagerOptions<Meta>) {
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(createMachine(options)))
  }
}
