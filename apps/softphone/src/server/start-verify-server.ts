import { createServer } from 'node:http'
import type { Verifier } from '@grantline/core'
import type { Denial } from '@grantline/core/http'
import { closeServer, listen, urlOf } from './listen.ts'
import { createRemoteVerifier } from './remote-verifier.ts'
import { StartError } from './start-error.ts'
import type { Framework, RunningServer } from './start-server.ts'
import { createVerifyHandlers, type CreateVerifyApp } from './verify-app.ts'
import { createVerifyExpressApp } from './verify-express-app.ts'
import { createVerifyHonoApp } from './verify-hono-app.ts'

/** Settings of {@link startVerifyServer}. */
export interface StartVerifyServerOptions {
  /** Where the first process serves its public keys. */
  readonly jwksUrl: string
  /** Where the first process writes down the calls that ended. */
  readonly callLogFile: string
  /** @default 'hono' */
  readonly framework?: Framework
  /**
   * 0 = any free one.
   *
   * @default 3001
   */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /**
   * Told of errors that nobody expected, and of keys that could not be had.
   *
   * @default nobody is told
   */
  readonly onError?: (error: unknown) => void
}

const APPS: Readonly<Record<Framework, CreateVerifyApp>> = {
  hono: createVerifyHonoApp,
  express: createVerifyExpressApp,
}

/**
 * Starts a server that mints nothing and holds no secret: it verifies tokens by the public keys of
 * the first one.
 *
 * @throws {StartError} with one sentence for whoever started it
 */
export async function startVerifyServer(options: StartVerifyServerOptions): Promise<RunningServer> {
  const { jwksUrl, callLogFile, framework = 'hono', port = 3001, host = '127.0.0.1' } = options
  const { onError = () => {} } = options
  const onDenial = (denial: Denial): void => {
    if (denial.code === 'verifier_unavailable') onError(denial)
  }
  const handlers = createVerifyHandlers({ framework, callLogFile, onError })
  const verifier = requireVerifier(jwksUrl)
  const server = createServer(APPS[framework]({ handlers, verifier, onDenial }))
  const bound = await listen(server, { port, host, portFlag: '--verify-port' })
  return { url: urlOf(host, bound), port: bound, close: () => closeServer(server) }
}

function requireVerifier(jwksUrl: string): Verifier {
  try {
    return createRemoteVerifier(jwksUrl)
  } catch (error) {
    const fix = 'an https URL, or an http one on this machine'
    throw new StartError(`--jwks takes ${fix}: keys that came another way could be anybody's.`, {
      cause: error,
    })
  }
}
