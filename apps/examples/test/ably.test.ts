import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier, importKey } from '@grantline/core'
import { TokenManager } from '@grantline/core/client'
import type { ClientOptions } from 'ably'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { connect } from '../src/ably/connect.ts'
import { untilTheEnd } from './run/serve.ts'
import { start } from './run/start.ts'

const secret = 'the secret of an API key of Ably'
const env = { ABLY_API_KEY: `app.key:${secret}` }
const server = await untilTheEnd(start({ file: 'src/ably/server.ts' }, env))

// Of Ably's protocol.
const [CONNECTED, AUTH] = [4, 17]

/** What of Ably looks at tokens. */
async function startAbly() {
  const tokens: string[] = []
  const sockets = new WebSocketServer({ server: createServer().listen(0, '127.0.0.1') })
  await once(sockets, 'listening')
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate()
    sockets.options.server?.close()
  })
  const connectionDetails = { connectionKey: 'key', maxIdleInterval: 15_000, clientId: 'alice' }
  const take = (client: WebSocket, token: string): void => {
    tokens.push(token)
    client.send(JSON.stringify({ action: CONNECTED, connectionId: 'C1', connectionDetails }))
  }
  sockets.on('connection', (client, { url = '' }) => {
    const query = new URL(url, 'http://localhost').searchParams
    take(client, query.get('access_token') ?? query.get('accessToken') ?? '')
    client.on('message', (data) => {
      const { action, auth } = JSON.parse((data as Buffer).toString())
      if (action === AUTH) take(client, auth.accessToken)
    })
  })
  /** As Ably does 30 seconds before a token ends. */
  const askForAnother = (): void => {
    for (const client of sockets.clients) client.send(JSON.stringify({ action: AUTH }))
  }
  const { port } = sockets.address() as AddressInfo
  return { port, tokens, askForAnother }
}

const optionsFor = (port: number): ClientOptions => ({
  endpoint: '127.0.0.1',
  port,
  tls: false,
  useBinaryProtocol: false,
  disableConnectivityCheck: true,
  transports: ['web_socket'],
  logLevel: 0,
})

test('Ably gets another token whenever it asks for one', async () => {
  const ably = await startAbly()
  const client = connect(
    new TokenManager({ endpoint: `${server.url}/token` }),
    optionsFor(ably.port),
  )
  onTestFinished(() => client.close())
  await client.connection.once('connected')
  ably.askForAnother()
  await expect.poll(() => ably.tokens, { timeout: 20_000 }).toHaveLength(2)
  expect(new Set(ably.tokens).size).toBe(2)
  expect(client.auth.clientId).toBe('alice')

  // As Ably verifies them: by the secret of the key that the header names.
  const keys = await importKey({ alg: 'HS256', secret }, { kid: 'app.key' })
  const verifier = createVerifier({ issuer: 'https://chat.example', keys, typ: 'JWT' })
  for (const token of ably.tokens) {
    const { claims, keyId } = await verifier.verify(token)
    expect(keyId).toBe('app.key')
    expect(claims).toMatchObject({
      'x-ably-clientId': 'alice',
      'x-ably-capability': '{"room:acme":["subscribe","publish"]}',
    })
  }
})

test.each([
  [401, 'failed'],
  [503, 'disconnected'],
] as const)('a token endpoint that answers %i leaves Ably %s', async (status, state) => {
  const endpoint = createServer((_request, response) => response.writeHead(status).end('{}'))
  endpoint.listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  onTestFinished(() => void endpoint.close())
  const ably = await startAbly()
  const { port } = endpoint.address() as AddressInfo
  const manager = new TokenManager({ endpoint: `http://127.0.0.1:${port}/token` })
  const client = connect(manager, optionsFor(ably.port))
  onTestFinished(() => client.close())
  await client.connection.once(state)
  expect(ably.tokens).toEqual([])
})
