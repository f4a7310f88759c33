import {
  capabilities as expressGuard,
  jwksEndpoint,
  tokenEndpoint as expressToken,
} from '@grantline/express'
import {
  capabilities as honoGuard,
  jwksEndpoint as honoJwks,
  tokenEndpoint as honoToken,
} from '@grantline/hono'
import cors from 'cors'
import express from 'express'
import { Hono } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { describe, expect, test } from 'vitest'
import type { SocketHost } from '../../../core/test/http/socket-host.ts'
import { setupOf } from '../../src/setup.ts'
import { bearer } from '../../src/table/row.ts'
import type { Answer, SentHeader } from '../../src/wire.ts'
import { createWorld } from '../../src/world.ts'
import { openExpress, openHono } from '../hosts/open-server.ts'

const world = await createWorld()
const APP = 'https://app.example'
const OPTIONS = { origin: [APP], credentials: true }

type Order = 'before' | 'behind' | 'without'

function openExpressCors(order: Order): Promise<SocketHost> {
  const { gate, token, jwks } = setupOf(world, { token: { allowedOrigins: [APP] } })
  const guard = expressGuard(gate)
  const app = express()
  if (order === 'before') app.use(cors(OPTIONS))
  app.all('/token', expressToken(token))
  app.all('/jwks.json', jwksEndpoint(jwks))
  app.use(guard)
  if (order === 'behind') app.use(cors(OPTIONS))
  app.all('/', (_req, res) => {
    res.json('passed')
  })
  return openExpress(app)
}

function openHonoCors(order: Order): Promise<SocketHost> {
  const { gate, token, jwks } = setupOf(world, { token: { allowedOrigins: [APP] } })
  const guard = honoGuard(gate)
  const app = new Hono()
  if (order === 'before') app.use(honoCors(OPTIONS))
  app.all('/token', honoToken(token))
  app.all('/jwks.json', honoJwks(jwks))
  app.use(guard)
  if (order === 'behind') app.use(honoCors(OPTIONS))
  app.all('/', (c) => c.json('passed'))
  return openHono(app)
}

describe.each([
  ['express', openExpressCors],
  ['hono', openHonoCors],
] as const)('cors and %s', (_name, open) => {
  const ask = async (
    order: Order,
    method: string,
    path: string,
    headers: readonly SentHeader[] = [],
    body?: string,
  ): Promise<Answer> => {
    const sent = { method, path, headers: [['Origin', APP] as const, ...headers] }
    return await (await open(order)).send(body === undefined ? sent : { ...sent, body })
  }
  const PREFLIGHT: readonly SentHeader[] = [
    ['Access-Control-Request-Method', 'POST'],
    ['Access-Control-Request-Headers', 'authorization'],
  ]
  const JSON_TYPE: SentHeader = ['Content-Type', 'application/json']

  test('in front of the guard answers a preflight, which has no token', async () => {
    const { status, headers } = await ask('before', 'OPTIONS', '/', PREFLIGHT)
    expect(status).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
    })
  })

  test('in front of the guard lets the page read a refusal', async () => {
    const { status, headers, body } = await ask('before', 'GET', '/')
    expect(status).toBe(401)
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
    })
    // The page cannot read the challenge, so the code is in the body as well.
    expect(JSON.parse(body)).toMatchObject({ code: 'missing_token' })
  })

  test('behind the guard has the preflight refused and the page left without a word', async () => {
    const preflight = await ask('behind', 'OPTIONS', '/', PREFLIGHT)
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([
      401,
      undefined,
    ])
    const refused = await ask('behind', 'GET', '/')
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([
      401,
      undefined,
    ])
    const passed = await ask('behind', 'GET', '/', [bearer(world.tokens.good)])
    expect([passed.status, passed.headers['access-control-allow-origin']]).toEqual([200, APP])
  })

  test('without it no answer lets another page read', async () => {
    for (const path of ['/', '/token']) {
      const { headers } = await ask('without', 'POST', path, [JSON_TYPE], '{}')
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('in front of the token endpoint lets an allowed page read a token that no cache keeps', async () => {
    const { status, headers } = await ask('before', 'POST', '/token', [JSON_TYPE], '{}')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'cache-control': 'no-store',
    })
    expect(headers['vary']?.split(/, */)).toContain('Origin')
  })

  test('in front of the public keys leaves them readable by every page', async () => {
    const { status, headers } = await ask('before', 'GET', '/jwks.json')
    expect([status, headers['access-control-allow-origin']]).toEqual([200, '*'])
  })
})
