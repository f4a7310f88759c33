import { createServer } from 'node:http'
import { fileRevocationStore } from '@grantline/core/node'
import { revocationEndpoint } from '@grantline/express'
import express from 'express'
import { grantlineVerifier } from '../../peers/grantline.ts'
import { originOf } from '../listen.ts'
import { heardKey, type Running, type Task } from '../task.ts'
import { guardCalls } from './verifier.ts'

/** Serves a guarded route and a revocation endpoint, which remembers in a file. */
export async function serveRevoking({
  file,
  key,
}: Extract<Task, { role: 'revoking' }>): Promise<Running> {
  const revocation = await fileRevocationStore({ file })
  const verifier = await grantlineVerifier(heardKey(key), { revocation, cache: {} })
  const app = express()
  guardCalls(app, verifier)
  app.post('/revoke', revocationEndpoint({ verifier, revocation, authorize: () => true }))
  return { origin: await originOf(createServer(app)) }
}
