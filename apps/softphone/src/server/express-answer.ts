import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { SECURITY_HEADERS } from './page-headers.ts'
import type { Reply, StreamReply } from './reply.ts'

/** Writes a reply. */
export function answer(res: Response, { status, headers, body }: Reply): void {
  res
    .status(status)
    .set(headers)
    .end(body ?? undefined)
}

/** Writes a reply that goes on; resolves when it has ended, or its reader is gone. */
export async function answerStream(
  res: Response,
  { status, headers, body }: StreamReply,
): Promise<void> {
  res.status(status).set(headers)
  if (res.req.method === 'HEAD') return void res.end()
  // Whoever goes away has nothing to complain about.
  await pipeline(Readable.fromWeb(body as NodeStream), res).catch(() => {})
}

/** Puts the headers of every answer on it. */
export const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set(SECURITY_HEADERS)
  next()
}

/** Answers what was thrown. */
export function answerError(failed: (error: unknown) => Reply): ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (res.headersSent) return next(error)
    answer(res, failed(error))
  }
}
