import type { Setup } from '../../src/setup.ts'
import type { Answer, Sent } from '../../src/wire.ts'

/**
 * A server under test. Every one has the same routes, for all methods:
 *
 * - `/whoami`: guarded, answers `{ "subject": … }`, `null` without a grant
 * - `/fixed`: guarded, requires `client:outgoing` of the application AP1
 * - `/other`: guarded, requires `client:outgoing` of the application that the setup names
 * - `/calls/:app`: guarded, requires `client:outgoing` of the application in the path
 * - `/broken`: guarded, requires something that cannot be read: the function throws `Error('broken')`
 * - `/token`, `/exchange`, `/ticket`, `/revoke`, `/introspect`, `/jwks.json`, `/metadata`
 *
 * and where there is a middleware:
 *
 * - `/twice`: like `/whoami`, with the guard in front twice
 * - `/unguarded`: requires like `/fixed`, but no guard runs
 */
export interface Host {
  send(sent: Sent): Promise<Answer>
  /** What reached the error hook of the framework. */
  readonly errors: readonly unknown[]
  close(): void
}

/** Makes a host for a test. */
export type StartHost = (setup: Setup) => Promise<Host>

/** The same host behind a path. */
export function behindPath(prefix: string, host: Host): Host {
  return { ...host, send: (sent) => host.send({ ...sent, path: `${prefix}${sent.path}` }) }
}
