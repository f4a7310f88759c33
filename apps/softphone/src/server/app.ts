import type { RequestListener } from 'node:http'
import type { Denial } from '@grantline/core/http'
import type { Handlers } from './handlers.ts'
import type { Tokens } from './tokens.ts'

/** What an app binds to its framework. */
export interface AppOptions {
  readonly handlers: Handlers
  readonly tokens: Tokens
  /** Told of every refusal. */
  readonly onDenial: (denial: Denial) => void
  /** The folder of the built page; without it only the routes are served. */
  readonly pageFolder: string | undefined
}

/** The routes of the demo in one framework, for a `node:http` server. */
export type CreateApp = (options: AppOptions) => RequestListener

/** Named in the challenges of both apps. */
export const REALM = 'softphone'
