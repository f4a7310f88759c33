import { createServer, type Server } from 'node:http'
import { createMinter, generateKey, type Minter } from '@grantline/core'
import { tokenEndpoint as expressEndpoint } from '@grantline/express'
import { tokenEndpoint as honoEndpoint } from '@grantline/hono'
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { AUDIENCE, ISSUER, TTL, twoCapabilities } from '../../work.ts'
import { originOf } from '../listen.ts'
import type { Running, Task } from '../task.ts'

/** Serves a token endpoint, `POST /token`, that signs with ES256. */
export async function serveTokens({
  framework,
}: Extract<Task, { role: 'token' }>): Promise<Running> {
  const key = await generateKey('ES256')
  const minter = createMinter({ issuer: ISSUER, audience: AUDIENCE, keys: key, ttl: TTL })
  const server = framework === 'express' ? onExpress(minter) : onHono(minter)
  return { origin: await originOf(server) }
}

const authorize = ({ body }: { body: Readonly<Record<string, unknown>> }) => {
  const subject = String(body['user'])
  return { subject, capabilities: twoCapabilities(subject) }
}

function onExpress(minter: Minter): Server {
  const app = express()
  app.post('/token', expressEndpoint({ minter, authorize }))
  return createServer(app)
}

function onHono(minter: Minter): Server {
  const app = new Hono()
  app.post('/token', honoEndpoint({ minter, authorize }))
  return createAdaptorServer({ fetch: app.fetch }) as Server
}
