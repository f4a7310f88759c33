import type { IncomingMessage } from 'node:http'
import type { Definition, Grant, RequestOf } from '@grantline/core'
import {
  createGate,
  Denial,
  nodeView,
  type GateOptions,
  type RequestSource,
} from '@grantline/core/http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { sendDenial } from './send.ts'

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

/** Settings of {@link capabilities}. */
export interface CapabilitiesOptions extends GateOptions {
  /**
   * What happens to a refused request: it is answered, handed to the error handlers, or given to a
   * function.
   *
   * @default 'respond'
   */
  deny?: 'respond' | 'next' | DenyHandler
}

/**
 * A request of any route. What its parameters are named is not known here: a wrong name reads as
 * `undefined`, which is denied. Annotate the function's argument to have them checked:
 * `(req: Request<{ app: string }>) => …`.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- Express infers it from the route, too late
export type RouteRequest = Request<any>

/** A middleware for any route; the handlers behind it keep the parameters of their path. */
export type RouteHandler = <Params>(
  req: Request<Params>,
  res: Response,
  next: NextFunction,
) => Promise<void>

/** A middleware that lets only requests with a good token pass, and knows their grants. */
export interface Guard<Granted extends Grant | null = Grant> {
  <Params>(req: Request<Params>, res: Response, next: NextFunction): Promise<void>
  /**
   * Makes a middleware that lets a request pass only if its grant allows what the route asks for.
   *
   * @throws {TypeError} for something that is no definition, and for a static request it cannot
   *   read; at a request, if the guard itself did not run before
   */
  require<Of extends Definition, Asked extends RequestOf<Of>>(
    definition: Of,
    request: RequestSource<Of, RouteRequest, Asked>,
  ): RouteHandler
  /**
   * The grant of a request; `null` only if the guard is optional and the request has no token.
   *
   * @throws {TypeError} if the guard did not run for this request
   */
  get(req: IncomingMessage): Granted
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
  const { deny, ...gateOptions } = options
  const gate = createGate(gateOptions)
  const refuse = denyHandlerOf(deny)
  const grants = new WeakMap<IncomingMessage, Grant | null>()

  const get = (req: IncomingMessage): Grant | null => {
    const grant = grants.get(req)
    if (grant === undefined) {
      throw new TypeError('The guard did not run for this request: put app.use(guard) before it')
    }
    return grant
  }

  const guard = async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    await passOrRefuse(req, res, next, async () => {
      const grant = grants.get(req)
      // Also the second time: something in between may have put a value of its own there.
      req.grant = grant === undefined ? await gate.authenticate(nodeView(req)) : grant
      grants.set(req, req.grant)
    })
  }

  const require = (
    definition: Definition,
    request: RequestSource<Definition, RouteRequest>,
  ): RequestHandler => {
    const requirement = gate.require(definition, request)
    return async (req, res, next) => {
      await passOrRefuse(req, res, next, () => requirement(get(req), nodeView(req), req))
    }
  }

  const passOrRefuse = async (
    req: Request,
    res: Response,
    next: NextFunction,
    check: () => Promise<void>,
  ): Promise<void> => {
    try {
      await check()
    } catch (error) {
      if (error instanceof Denial) return await refuse(error, req, res, next)
      throw error
    }
    next()
  }

  return Object.assign(guard, { require, get })
}

function denyHandlerOf(deny: CapabilitiesOptions['deny'] = 'respond'): DenyHandler {
  if (typeof deny === 'function') return deny
  if (deny === 'respond') return sendDenial
  if (deny === 'next') return (denial, _req, _res, next) => next(denial)
  throw new TypeError('capabilities: "deny" must be "respond", "next" or a function')
}
