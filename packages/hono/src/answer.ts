import type { Denial } from '@grantline/core/http'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

/** The exception that carries the ready answer of a refusal; `cause` is the denial. */
export function toException(denial: Denial, c: Context): HTTPException {
  const res = claimHeaders(denial.toResponse(c.req.method), c)
  return new HTTPException(denial.status, { res, message: denial.message, cause: denial })
}

/**
 * Makes the headers of an answer win. Hono lets headers that earlier middleware set replace those
 * of a `Response`, and a `Cache-Control` replaced like that would have tokens cached. Only `Vary`
 * says both.
 */
export function claimHeaders(response: Response, c: Context): Response {
  const earlier = c.res.headers
  const vary = earlier.get('vary')
  if (vary !== null && response.headers.has('vary')) response.headers.append('vary', vary)
  for (const name of response.headers.keys()) earlier.delete(name)
  return response
}
