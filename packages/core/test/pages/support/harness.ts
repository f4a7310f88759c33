import {
  createAuthFetch,
  defaultEnv,
  TokenManager,
  type Env,
  type TokenEvent,
  type TokenManagerOptions,
} from '@grantline/core/client'

// Runs in a page, a frame, a worker, or a bare context; a test speaks to it through `tab`.

/** What a test says of the manager in a tab; only what can be sent there. */
export interface TabOptions extends Omit<
  TokenManagerOptions,
  'env' | 'endpoint' | 'fetchToken' | 'identityProbe' | 'onEvent'
> {
  /** @default '/token' of the page's origin */
  readonly endpoint?: string | undefined
  /** What every draw is, for a manager whose moments must be known. */
  readonly random?: number | undefined
  /** Asks the cookie `user` for the identity. */
  readonly isProbing?: boolean | undefined
  /** Takes the timers of the page away, so that only a worker's are left. */
  readonly isTimerless?: boolean | undefined
}

/** An event of the manager, what it held after that, and when, ms since 1970. */
export interface Entry {
  readonly at: number
  readonly token: string | null
  readonly event: TokenEvent
}

/** What a test finds in a tab. */
export interface TabHarness {
  readonly log: readonly Entry[]
  /** What happened to the page, and the token that the manager had right after that. */
  readonly moments: readonly { readonly type: string; readonly token: string | null }[]
  readonly manager: TokenManager
  /** How many timers the manager has set. */
  readonly timers: number
  start(options?: TabOptions): void
  /** Asks an API with the token, and says what came of it. */
  call(url: string, origins?: readonly string[]): Promise<{ status: number; url: string }>
}

declare global {
  var tab: TabHarness
}

const log: Entry[] = []
const moments: TabHarness['moments'][number][] = []
let manager: TokenManager | undefined
let timers = 0

function envOf({ random, isTimerless = false }: TabOptions): Env {
  const env = defaultEnv()
  return {
    ...env,
    ...(random !== undefined && { random: () => random }),
    setTimeout(callback, ms) {
      timers += 1
      return isTimerless ? undefined : env.setTimeout(callback, ms)
    },
  }
}

function cookieUser(): string | undefined {
  return /(?:^|; )user=([^;]+)/.exec(document.cookie)?.[1]
}

/** After the manager has heard the same, because it listened first. */
function noteMoments(): void {
  const note = ({ type, persisted }: Event & { persisted?: boolean }): void => {
    const detail = persisted === true ? `${type} persisted` : type
    moments.push({ type: detail, token: manager?.snapshot.token ?? null })
  }
  for (const type of ['pagehide', 'pageshow', 'online', 'offline']) addEventListener(type, note)
  for (const type of ['freeze', 'resume', 'visibilitychange', 'securitypolicyviolation'])
    document.addEventListener(type, note)
}

globalThis.tab = {
  log,
  moments,
  get manager() {
    if (manager === undefined) throw new Error('no manager was started')
    return manager
  },
  get timers() {
    return timers
  },
  start({ endpoint = '/token', isProbing = false, random, isTimerless, ...options } = {}) {
    const made: TokenManager = new TokenManager({
      ...options,
      endpoint,
      env: envOf({ random, isTimerless }),
      ...(isProbing && { identityProbe: cookieUser }),
      onEvent: (event) => log.push({ at: Date.now(), token: made.snapshot.token, event }),
    })
    manager = made
    made.subscribe(() => {})
    if (globalThis.document !== undefined) noteMoments()
  },
  async call(address, origins) {
    const authFetch = createAuthFetch(globalThis.tab.manager, { origins })
    const { status, url } = await authFetch(address)
    return { status, url }
  },
}
