import type { IncomingMessage } from 'node:http'
import type { Definition, Grant } from '@grantline/core'
import { createGate, Denial, type GateOptions, type RequestSource } from '@grantline/core/http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Guard, RouteRequest } from './guard.ts'
import { expressView } from './express-view.ts'
import { sendDenial } from './send.ts'
import { settle } from './settle.ts'
import { createUpgrade } from './upgrade.ts'

declare global {
  namespace Express {
    interface Request {
      /** A copy for convenience; what counts is what the guard knows: `guard.get(req)`. */
      grant?: Grant | null
    }
  }
}

/** Answers a refused request, or hands it on. */
export type DenyHandler = (
  denial: Denial,
  req: Request,
  res: Response,
  next: NextFunction,
) => void | Promise<void>

type DenyError = (error: unknown, req: Request, res: Response, next: NextFunction) => Promise<void>

/** Settings of {@link capabilities}. */
export interface CapabilitiesOptions extends GateOptions {
  /**
   * What happens to a refused request: it is answered, handed to the error handlers, or given to a
   * function.
   *
   * @default 'respond'
   */
  deny?: 'respond' | 'next' | DenyHandler
  /**
   * Told of an unexpected error during an upgrade, which is answered with an empty-handed 500: there
   * are no error handlers then. Elsewhere errors go to Express's.
   *
   * @default nobody
   */
  onError?: (error: unknown, req: IncomingMessage) => void
}

/**
 * Makes a guard. `app.use('/calls', guard)` refuses every request without a good token,
 * `guard.require(…)` those whose grant does not allow what the route asks for.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const guard = capabilities({ verifier })
 * app.use('/calls', guard)
 * app.post('/calls/:app', guard.require(dial, (req) => ({ appSid: req.params.app })), (req, res) => {
 *   res.json({ caller: guard.get(req).subject })
 * })
 * ```
 */
export function capabilities(options: CapabilitiesOptions & { optional?: false }): Guard
export function capabilities(options: CapabilitiesOptions): Guard<Grant | null>
export function capabilities(options: CapabilitiesOptions): object {
  const { deny, onError, ...gateOptions } = options
  const gate = createGate(gateOptions)
  const refuse = denyHandlerOf(deny)
  // Not a private field as elsewhere: Express's requests have a shape each, to which every field more
  // costs three times as much as an entry here.
  const grants = new WeakMap<IncomingMessage, Grant | null>()

  const get = (req: IncomingMessage): Grant | null => {
    const grant = grants.get(req)
    if (grant === undefined) {
      throw new TypeError('The guard did not run for this request: put app.use(guard) before it')
    }
    return grant
  }

  /** A refusal is answered; any other error is for the error handlers. */
  const refused: DenyError = async (error, req, res, next) => {
    if (!(error instanceof Denial)) throw error
    await refuse(error, req, res, next)
  }

  const guard: RequestHandler = (req, res, next) =>
    settle(
      () => {
        const known = grants.get(req)
        return known === undefined ? gate.admit(expressView(req)) : known
      },
      (grant) => {
        grants.set(req, grant)
        // Also the second time: something in between may have put a value of its own there.
        req.grant = grant
        next()
      },
      (error) => refused(error, req, res, next),
    )

  const require = (
    definition: Definition,
    request: RequestSource<Definition, RouteRequest>,
  ): RequestHandler => {
    const requirement = gate.require(definition, request)
    return (req, res, next) =>
      settle(
        () => requirement.now(get(req), req, expressView),
        () => next(),
        (error) => refused(error, req, res, next),
      )
  }

  const authenticateUpgrade = createUpgrade(gate, grants, onError)
  return Object.assign(guard, { require, get, authenticateUpgrade })
}

function denyHandlerOf(deny: CapabilitiesOptions['deny'] = 'respond'): DenyHandler {
  if (typeof deny === 'function') return deny
  if (deny === 'respond') return sendDenial
  if (deny === 'next') return (denial, _req, _res, next) => next(denial)
  throw new TypeError('capabilities: "deny" must be "respond", "next" or a function')
}
