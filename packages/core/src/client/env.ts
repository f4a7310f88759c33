/**
 * The clocks, the chance, the network and the page that a {@link TokenManager} lives in.
 *
 * What is absent is not used: without `document` and `window` (Node, React Native) there are no
 * wake events, and the manager goes by its timers alone.
 */
export interface Env {
  /** The wall clock, ms since 1970; may jump. */
  now(): number
  /** A clock that never goes back, ms; may stand still while the device sleeps. */
  mono(): number
  /** A number in [0, 1). */
  random(): number
  /** Calls back after `ms`; what it returns is given to {@link Env.clearTimeout}. */
  setTimeout(callback: () => void, ms: number): unknown
  /** Cancels what {@link Env.setTimeout} returned. */
  clearTimeout(timer: unknown): void
  /**
   * What requests the endpoint.
   *
   * @default the global `fetch`, looked up at each request
   */
  fetch?: typeof fetch | undefined
  /** Tells whether the page is visible, and when that changes. */
  document?: Document | undefined
  /** Tells when the page is shown again, focused, or back online. */
  window?: Window | undefined
  /** Lets one tab fetch for all; without it each fetches for itself. */
  locks?: LockManager | undefined
  /** Opens the channel on which tabs share a token; without it none is shared. */
  channel?: ((name: string) => BroadcastChannel) | undefined
  /**
   * Whether the network may be there; `false` delays a refresh, never a `getToken`.
   *
   * @default always online
   */
  online?(): boolean
}

/**
 * The environment of the page, the worker or the process that asks.
 *
 * @example
 * ```ts
 * const manager = new TokenManager({ endpoint: '/token', env: { ...defaultEnv(), random: () => 0.5 } })
 * ```
 */
export function defaultEnv(): Env {
  const { document, window } = globalThis
  return {
    now: () => Date.now(),
    mono: () => performance.now(),
    random: () => Math.random(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (timer) => clearTimeout(timer as number),
    document,
    window,
    // Outside of a page an open channel keeps a process alive, and there are no tabs.
    ...(document && {
      // Only where the origin is secure.
      locks: (globalThis.navigator as Partial<Navigator> | undefined)?.locks,
      channel: (name) => new BroadcastChannel(name),
    }),
    online: () => {
      // Node and React Native do not know.
      const navigator = globalThis.navigator as { readonly onLine?: boolean } | undefined
      return navigator?.onLine ?? true
    },
  }
}
