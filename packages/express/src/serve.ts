import { createRequestUrl, invalidRequest } from '@grantline/core/http'
import type {
  Request as ExpressRequest,
  RequestHandler,
  Response as ExpressResponse,
} from 'express'
import { sendResponse } from './send.ts'
import { toRequest } from './to-request.ts'

/** What `authorize` is given of Express. */
export interface ExpressContext {
  readonly req: ExpressRequest
  readonly res: ExpressResponse
}

type Handler = (request: Request, context: ExpressContext) => Promise<Response>

/** Serves a `Request → Response` handler, in a mounted router too. */
export function serve(handle: Handler, publicUrl?: string | URL): RequestHandler {
  const urlOf = createRequestUrl(publicUrl)
  return async (req, res) => {
    const url = urlOf({ protocol: req.protocol, host: req.host, target: req.originalUrl })
    const response =
      url === null ? invalidRequest(req.method) : await handle(toRequest(req, url), { req, res })
    await sendResponse(response, res)
  }
}
