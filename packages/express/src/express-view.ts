import { createRequestUrl, nodeView, type RequestView } from '@grantline/core/http'
import type { Request } from 'express'

const urlOf = createRequestUrl()

/** The view of an Express request: its origin follows `trust proxy`. */
export function expressView(req: Request): RequestView {
  return nodeView(req, () =>
    urlOf({ protocol: req.protocol, host: req.host, target: '/' })?.slice(0, -1),
  )
}
