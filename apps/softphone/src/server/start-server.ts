import { createServer } from 'node:http'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Denial } from '@grantline/core/http'
import type { CreateApp } from './app.ts'
import { openCallLog } from './call-log.ts'
import { loadCookieKey } from './cookie-key.ts'
import { createExpressApp } from './express-app.ts'
import { createHandlers } from './handlers.ts'
import { createHonoApp } from './hono-app.ts'
import { closeServer, listen, urlOf } from './listen.ts'
import { createSignInCookies } from './sign-in-cookie.ts'
import { attachSignalServer } from './signal-server.ts'
import { StartError } from './start-error.ts'
import { createSwitchboard } from './switchboard.ts'
import { processTimer, type SetTimer } from './timers.ts'
import { createTokens } from './tokens.ts'

/** The frameworks the demo runs on: the same routes, through the two adapters. */
export const FRAMEWORKS = ['hono', 'express'] as const

/** One of {@link FRAMEWORKS}. */
export type Framework = (typeof FRAMEWORKS)[number]

/** Settings of {@link startServer}. */
export interface StartServerOptions {
  /** Where the key of the sign-in cookies is kept; made when it is missing. */
  readonly cookieKeyFile: string
  /**
   * Where the calls that ended are written down, for the second process.
   *
   * @default nowhere
   */
  readonly callLogFile?: string
  /** @default 'hono' */
  readonly framework?: Framework
  /**
   * 0 = any free one.
   *
   * @default 3000
   */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /**
   * Seconds a token lives.
   *
   * @default 60
   */
  readonly ttl?: number
  /**
   * The folder of the built page.
   *
   * @default none: only the routes are served
   */
  readonly pageFolder?: string
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
  /** @default the timers of the process */
  readonly setTimer?: SetTimer
  /**
   * Told of errors that nobody expected; whoever caused one is answered without details.
   *
   * @default nobody is told
   */
  readonly onError?: (error: unknown) => void
}

/** A server that runs. */
export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Closes every socket and connection. */
  close(): Promise<void>
}

const APPS: Readonly<Record<Framework, CreateApp>> = {
  hono: createHonoApp,
  express: createExpressApp,
}

/**
 * Starts the demo's server, with token keys that live as long as it does.
 *
 * @throws {StartError} with one sentence for whoever started it
 */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { framework = 'hono', port = 3000, host = '127.0.0.1', ttl = 60, pageFolder } = options
  const { clock = () => Date.now() / 1000, setTimer = processTimer } = options
  const { onError = () => {} } = options
  if (pageFolder !== undefined) await checkPage(pageFolder)
  const cookieKey = await loadCookieKey(options.cookieKeyFile)
  const tokens = await createTokens({ ttl, clock })
  const { verifier, revocation } = tokens
  const cookies = createSignInCookies(cookieKey, { clock, revocation })
  const { callLogFile } = options
  const log =
    callLogFile === undefined ? undefined : await openCallLog(callLogFile, { clock, onError })
  const switchboard = createSwitchboard(setTimer, (call) => log?.add(call))
  const handlers = createHandlers({
    framework,
    cookies,
    revocation,
    switchboard,
    clock,
    onError,
  })
  // The token is not at fault, the server is.
  const onDenial = (denial: Denial): void => {
    if (denial.code === 'verifier_unavailable') onError(denial)
  }
  const server = createServer(APPS[framework]({ handlers, tokens, onDenial, pageFolder }))
  const sockets = attachSignalServer(server, {
    switchboard,
    verifier,
    revocation,
    clock,
    setTimer,
    onDenial,
    onError,
  })
  const address = { port, host, portFlag: '--port' }
  const bound = await listen(server, address).catch(async (error: unknown) => {
    await sockets.close()
    throw error
  })

  return {
    url: urlOf(host, bound),
    port: bound,
    async close() {
      await closeServer(server, () => sockets.close())
      switchboard.stop()
      await log?.close()
    },
  }
}

async function checkPage(folder: string): Promise<void> {
  try {
    await access(join(folder, 'index.html'))
  } catch (error) {
    throw new StartError(
      `There is no index.html in ${folder}: "npm start" in the top folder builds the page first.`,
      { cause: error },
    )
  }
}
