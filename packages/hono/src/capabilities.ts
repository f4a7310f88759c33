import type { Definition, Grant, RequestOf } from '@grantline/core'
import {
  createGate,
  createGrantsOf,
  Denial,
  type GateOptions,
  type RequestSource,
} from '@grantline/core/http'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { toException } from './answer.ts'
import { honoView } from './hono-view.ts'

/** Settings of {@link capabilities}. */
export type CapabilitiesOptions = GateOptions

/** What a guard adds to the context; `null` only if the guard is optional. */
export interface CapabilityEnv<Granted extends Grant | null = Grant> {
  Variables: {
    /** A copy for convenience; what counts is what the guard knows: `guard.get(c)`. */
    grant: Granted
  }
}

/**
 * The context of any route. What its parameters are named is not known here: `c.req.param(name)`
 * of a wrong name reads as `undefined`, which is denied.
 */
export type RouteContext = Context<CapabilityEnv, `/:${string}`>

/** A middleware that lets only requests with a good token pass, and knows their grants. */
export interface Guard<Granted extends Grant | null = Grant> extends MiddlewareHandler<
  CapabilityEnv<Granted>
> {
  /**
   * Makes a middleware that lets a request pass only if its grant allows what the route asks for.
   *
   * @throws {TypeError} for something that is no definition, and for a static request it cannot
   *   read; at a request, if the guard itself did not run before
   */
  require<Of extends Definition, Asked extends RequestOf<Of>>(
    definition: Of,
    request: RequestSource<Of, RouteContext, Asked>,
  ): MiddlewareHandler<CapabilityEnv>
  /**
   * The grant of a request; `null` only if the guard is optional and the request has no token.
   *
   * @throws {TypeError} if the guard did not run for this request
   */
  get(c: Context): Granted
}

/**
 * Makes a guard. `app.use('/calls/*', guard)` refuses every request without a good token,
 * `guard.require(…)` those whose grant does not allow what the route asks for. A refusal is thrown
 * as an `HTTPException` that carries the ready answer.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const guard = capabilities({ verifier })
 * app.use('/calls/*', guard)
 * app.post('/calls/:app', guard.require(dial, (c) => ({ appSid: c.req.param('app') })), (c) =>
 *   c.json({ caller: c.var.grant.subject }),
 * )
 * ```
 */
export function capabilities(options: CapabilitiesOptions & { optional?: false }): Guard
export function capabilities(options: CapabilitiesOptions): Guard<Grant | null>
export function capabilities(options: CapabilitiesOptions): object {
  const gate = createGate(options)
  const grants = createGrantsOf<Context, Grant | null>()

  const get = (c: Context): Grant | null => {
    const grant = grants.get(c)
    if (grant === undefined) {
      throw new TypeError('The guard did not run for this request: put app.use(guard) before it')
    }
    return grant
  }

  const guard = (c: Context, next: Next): Promise<void> =>
    settle(
      c,
      () => {
        const known = grants.get(c)
        return known === undefined ? gate.admit(honoView(c)) : known
      },
      (grant) => {
        grants.set(c, grant)
        // Also the second time: something in between may have put a value of its own there.
        c.set('grant', grant)
        return next()
      },
    )

  const require = (
    definition: Definition,
    request: RequestSource<Definition, Context>,
  ): MiddlewareHandler => {
    const requirement = gate.require(definition, request)
    return (c, next) => settle(c, () => requirement.now(get(c), c, honoView), next)
  }

  return Object.assign(guard, { require, get })
}

/**
 * Goes on with what was asked, at once if the answer is there: a promise for each middleware costs
 * more than what most of them do. Of a refusal it makes the exception; what `pass` throws is none.
 */
function settle<Answer>(
  c: Context,
  ask: () => Answer | Promise<Answer>,
  pass: (answer: Answer) => Promise<void>,
): Promise<void> {
  const refuse = async (error: unknown): Promise<never> => {
    throw error instanceof Denial ? toException(error, c) : error
  }
  let answer: Answer | Promise<Answer>
  try {
    answer = ask()
  } catch (error) {
    return refuse(error)
  }
  return answer instanceof Promise ? answer.then(pass, refuse) : pass(answer)
}
