import type { Context, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { SECURITY_HEADERS } from './page-headers.ts'
import type { Reply, StreamReply } from './reply.ts'

/** A reply as a response of Hono. */
export function answer({ status, headers, body }: Reply | StreamReply): Response {
  return new Response(body, { status, headers })
}

/** Puts the headers of every answer on it. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value)
}

/** Answers what was thrown: a refusal of a guard carries its own answer. */
export function answerError(
  failed: (error: unknown) => Reply,
): (error: Error, c: Context) => Response {
  return (error) =>
    error instanceof HTTPException && error.res !== undefined
      ? error.getResponse()
      : answer(failed(error))
}
