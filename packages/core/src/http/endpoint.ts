import { isGrantlineError } from '../errors.ts'
import { requireSeconds } from '../require.ts'
import { createCrossSiteRule, type CrossSiteOptions } from './cross-site.ts'
import type { Body, BodyReader } from './read-body.ts'
import { requestView } from './request-view.ts'
import { failedAnswer, refusedRequest, unavailableAnswer } from './token-answer.ts'

/** Settings that every endpoint with a body has. */
export interface EndpointOptions extends CrossSiteOptions {
  /**
   * Bytes of the largest body that is read.
   *
   * @default 16384
   */
  maxBodyBytes?: number
  /**
   * The protection space named where nobody is signed in.
   *
   * @default 'api'
   */
  realm?: string
  /**
   * Told of an unexpected error, which is then answered with an empty-handed 500. Without it the
   * handler rejects, so that the error reaches the server around it.
   */
  onError?: (error: unknown, request: Request) => void
}

/** The names of {@link EndpointOptions}. */
export const ENDPOINT_OPTIONS: readonly (keyof EndpointOptions)[] = [
  'allowedOrigins',
  'publicUrl',
  'maxBodyBytes',
  'realm',
  'onError',
]

/** Answers the requests of an endpoint; `context` is whatever the server passes along. */
export type Endpoint<Context = unknown> = (
  request: Request,
  ...context: undefined extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>

/** A request whose body has been read. */
export interface EndpointInput<Value, Context> {
  readonly request: Request
  readonly body: Value
  readonly context: Context
}

/** Bytes of the largest body that is read when nothing is said. */
const MAX_BODY_BYTES = 16_384

/**
 * Makes an endpoint that takes POST with one kind of body, from the own pages or the allowed origins
 * only. What goes wrong underneath is answered here: a key or store that is down with 503, a mistake
 * with 500.
 *
 * @throws {TypeError | RangeError} for an option that does not fit
 */
export function createEndpoint<Value, Context>(
  owner: string,
  options: EndpointOptions,
  readBody: BodyReader<Value>,
  answer: (input: EndpointInput<Value, Context>) => Promise<Response>,
): Endpoint<Context> {
  const { maxBodyBytes = MAX_BODY_BYTES, onError } = options
  const limit = requireSeconds(owner, 'maxBodyBytes', maxBodyBytes)
  const isAllowedSite = createCrossSiteRule(owner, options)

  const handle = async (request: Request, context: Context): Promise<Response> => {
    if (request.method !== 'POST') return refusedRequest(405, request.method)
    if (!isAllowedSite(requestView(request))) return refusedRequest(403)
    const body: Body<Value> = await readBody(request, limit)
    if (!body.ok) return refusedRequest(body.status)
    return answer({ request, body: body.value, context })
  }
  return async (request, ...[context]) => {
    try {
      return await handle(request, context as Context)
    } catch (error) {
      if (isGrantlineError(error) && error.code === 'verifier_unavailable') {
        return unavailableAnswer()
      }
      if (onError === undefined) throw error
      tell(onError, error, request)
      return failedAnswer()
    }
  }
}

/** A listener that fails must not change the answer, whether it throws or rejects. */
function tell(
  onError: (error: unknown, request: Request) => unknown,
  error: unknown,
  request: Request,
): void {
  try {
    Promise.resolve(onError(error, request)).catch(() => {})
  } catch {}
}
