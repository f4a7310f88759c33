import type { RequestListener } from 'node:http'
import type { Verifier } from '@grantline/core'
import type { Denial } from '@grantline/core/http'
import { readCallLog } from './call-log.ts'
import { failed } from './failure.ts'
import { jsonReply, type Reply } from './reply.ts'

/** What the routes of the second process do, whatever the framework. */
export interface VerifyHandlers {
  health(): Reply
  /** The last calls of a name; the grant has passed the guard for it. */
  calls(clientName: string): Promise<Reply>
  /** For whatever a framework or a handler threw. */
  readonly failed: (error: unknown) => Reply
}

/** What an app of the second process binds to its framework. */
export interface VerifyAppOptions {
  readonly handlers: VerifyHandlers
  readonly verifier: Verifier
  /** Told of every refusal. */
  readonly onDenial: (denial: Denial) => void
}

/** The routes of the second process in one framework, for a `node:http` server. */
export type CreateVerifyApp = (options: VerifyAppOptions) => RequestListener

/** Settings of {@link createVerifyHandlers}. */
export interface VerifyHandlersOptions {
  readonly framework: string
  readonly callLogFile: string
  /** Told of what nobody expected. */
  readonly onError: (error: unknown) => void
}

/** The handlers of the second process. */
export function createVerifyHandlers(options: VerifyHandlersOptions): VerifyHandlers {
  const { framework, callLogFile, onError } = options
  return {
    health: () => jsonReply(200, { status: 'ok', framework, verifies: 'only' }),
    calls: async (clientName) =>
      jsonReply(200, { calls: await readCallLog(callLogFile, clientName) }),
    failed: (error) => failed(error, onError),
  }
}
