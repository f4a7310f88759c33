import { createServer } from 'node:http'
import { createVerifier, remoteKeys, type Verifier } from '@grantline/core'
import { capabilities } from '@grantline/express'
import express, { type Express, type Request } from 'express'
import { AUDIENCE, dial, ISSUER } from '../../work.ts'
import { originOf } from '../listen.ts'
import type { Running, Task } from '../task.ts'

/** Serves a guarded route with the keys of another process. */
export async function serveVerifier({
  jwks,
  cacheMaxAge,
}: Extract<Task, { role: 'verifier' }>): Promise<Running> {
  const keys = remoteKeys(jwks, { cacheMaxAge, cooldown: 3600 })
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys,
    algorithms: ['ES256'],
  })
  const app = express()
  guardCalls(app, verifier)
  return { origin: await originOf(createServer(app)) }
}

/** Adds the guarded route of all these servers. */
export function guardCalls(app: Express, verifier: Verifier): void {
  const guard = capabilities({ verifier })
  const mayDial = guard.require(dial, (req: Request<{ app: string }>) => ({
    appSid: req.params.app,
  }))
  app.use('/calls', guard)
  app.get('/calls/:app', mayDial, (_req, res) => void res.end('ok'))
}
