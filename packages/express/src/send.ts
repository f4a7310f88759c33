import type { Denial } from '@grantline/core/http'
import type { Request, Response as ExpressResponse } from 'express'

/** Writes a refusal. */
export function sendDenial(denial: Denial, req: Request, res: ExpressResponse): void {
  const body = JSON.stringify(denial.body)
  for (const [name, value] of Object.entries(denial.headers)) res.setHeader(name, value)
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.status(denial.status).end(req.method === 'HEAD' ? undefined : body)
}

/** Writes the answer of an endpoint; a `Vary` of earlier middleware stays. */
export async function sendResponse(response: Response, res: ExpressResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  res.status(response.status)
  for (const [name, value] of response.headers) {
    if (name === 'vary') res.vary(value)
    else res.setHeader(name, value)
  }
  res.end(body)
}
