import { createServer } from 'node:http'
import { tokenProtocols } from '@grantline/core/client'
import { capabilities } from '@grantline/express'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../core/test/http/socket-host.ts'
import { setupOf } from '../../src/setup.ts'
import type { SetupPatch } from '../../src/setup.ts'
import { form } from '../../src/table/row.ts'
import type { Sent, SentHeader } from '../../src/wire.ts'
import { createWorld, dial } from '../../src/world.ts'
import { startExpress } from '../hosts/express-host.ts'
import { startHono } from '../hosts/hono-host.ts'
import { startFor } from '../suite/start-for.ts'

// What a binding once got wrong.

const world = await createWorld()

const cookies: SetupPatch = { gate: { from: [{ cookie: 'token' }] } }

function post(...headers: readonly SentHeader[]): Sent {
  const cookie = ['Cookie', `token=${world.tokens.good}`] as const
  return { method: 'POST', path: '/whoami', headers: [cookie, ...headers] }
}

describe('the own origin of a guard of cookies', () => {
  const OTHER_SCHEME: SentHeader = ['Origin', 'https://phone.test']

  test('is of the scheme of the request, on hono', async () => {
    const host = await startFor(startHono(), setupOf(world, cookies))
    expect((await host.send(post(OTHER_SCHEME))).status).toBe(403)
  })

  test('is of the scheme of the request, on express', async () => {
    const host = await startFor(startExpress(), setupOf(world, cookies))
    expect((await host.send(post(OTHER_SCHEME))).status).toBe(403)
  })

  test('is not one that the browser calls another site, on express', async () => {
    const host = await startFor(startExpress(), setupOf(world, cookies))
    const sent = post(OTHER_SCHEME, ['Sec-Fetch-Site', 'cross-site'])
    expect((await host.send(sent)).status).toBe(403)
  })

  test('is what a trusted proxy says, as it is for the endpoints, on express', async () => {
    const start = startExpress({ prepare: (app) => app.set('trust proxy', true) })
    const host = await startFor(start, setupOf(world, cookies))
    const sent = post(
      ['Origin', 'https://public.example'],
      ['X-Forwarded-Host', 'public.example'],
      ['X-Forwarded-Proto', 'https'],
    )
    expect((await host.send(sent)).status).toBe(200)
  })
})

describe('a form that express.urlencoded({ extended: true }) parsed', () => {
  const extended = startExpress({
    prepare: (app) => app.use(express.urlencoded({ extended: true })),
  })
  test.each(['token[]', 'token[0]', 'token[a]'])('has no field "token" for "%s"', async (name) => {
    const host = await startFor(extended, setupOf(world))
    const sent = form('/introspect', { [name]: world.tokens.good })
    expect((await host.send(sent)).status).toBe(400)
  })
})

test('an upgrade of express is answered 500 when what it asks for cannot be read', async () => {
  const guard = capabilities({ ...setupOf(world).gate, from: ['websocket-protocol'] })
  const server = createServer()
  server.on('upgrade', (req, socket) => {
    const asked = guard.authenticateUpgrade(req, socket, dial, ({ url }) => ({
      appSid: decodeURIComponent(url.slice('/ws/'.length)),
    }))
    // Whoever only awaits it, as one would, loses the process if it rejects.
    void asked
  })
  const host = await listen(server, [])
  onTestFinished(() => host.close())
  const connection = await host.open()
  connection.write(
    'GET /ws/%zz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      `Sec-WebSocket-Protocol: ${tokenProtocols(world.tokens.good).join(', ')}\r\n\r\n`,
  )
  expect(await connection.answer()).toMatch(/^HTTP\/1\.1 500 /)
})
