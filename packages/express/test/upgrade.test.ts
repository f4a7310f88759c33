import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createMinter, createVerifier, defineCapability, exact, generateKey } from '@grantline/core'
import { expect, onTestFinished, test } from 'vitest'
import { capabilities, type CapabilitiesOptions } from '../src/index.ts'

const join = defineCapability('room:join', { room: exact() })
const issuer = 'https://rooms.example'
const keys = await generateKey('HS256')
const verifier = createVerifier({ issuer, keys })
const { token } = await createMinter({ issuer, keys }).mint({
  subject: 'alice',
  capabilities: [join({ room: 'a' })],
})
const guard = capabilities({ verifier, from: ['websocket-protocol'], realm: 'rooms' })

type Check = (req: IncomingMessage, socket: Duplex) => Promise<unknown>

/** Asks for an upgrade over a raw socket; the answer is everything that comes until it closes. */
async function upgrade(
  check: Check,
  headers: readonly string[],
  path = '/rooms/a',
): Promise<string> {
  const server = createServer()
  server.on('upgrade', (req, socket) => {
    check(req, socket).then(
      (grant) => grant !== null && socket.end(`HTTP/1.1 101 ${JSON.stringify(grant)}\r\n\r\n`),
      () => {},
    )
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const lines = [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket']
  client.write(`${[...lines, ...headers].join('\r\n')}\r\n\r\n`)
  let text = ''
  client.on('data', (data) => (text += String(data)))
  client.on('error', () => {})
  await once(client, 'close')
  return text
}

const offer = (offered: string): readonly string[] => [
  `Sec-WebSocket-Protocol: grantline.v1, grantline.bearer.${offered}`,
]

test('an upgrade with a good token gives its grant, which the guard knows from then on', async () => {
  const check: Check = async (req, socket) => {
    const grant = await guard.authenticateUpgrade(req, socket)
    return { subject: grant?.subject, known: guard.get(req) === grant }
  }
  expect(await upgrade(check, offer(token))).toContain('101 {"subject":"alice","known":true}')
})

test.each([
  ['none', [], 401, 'missing_token'],
  ['a bent one', offer(`${token}x`), 401, 'invalid_token'],
  ['two', [...offer(token), ...offer(token)], 400, 'malformed_request'],
])('an upgrade with %s is answered and closed', async (_what, headers, status, code) => {
  const text = await upgrade((req, socket) => guard.authenticateUpgrade(req, socket), headers)
  const [head = '', body = ''] = text.split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toContain('WWW-Authenticate: Bearer realm="rooms"')
  expect(head).toContain('Connection: close')
  expect(JSON.parse(body)).toMatchObject({ code, status })
})

test('an upgrade may ask for a capability', async () => {
  const need = (room: string): Check => {
    return (req, socket) => guard.authenticateUpgrade(req, socket, join, { room })
  }
  expect(await upgrade(need('a'), offer(token))).toMatch(/^HTTP\/1.1 101 /)
  const refused = await upgrade(need('b'), offer(token))
  expect(refused).toMatch(/^HTTP\/1.1 403 Forbidden/)
  expect(refused).toContain('error="insufficient_scope", scope="scope:room:join?room=b"')
  const byUrl: Check = (req, socket) =>
    guard.authenticateUpgrade(req, socket, join, ({ url }) => ({ room: url.slice(7) }))
  expect(await upgrade(byUrl, offer(token))).toMatch(/^HTTP\/1.1 101 /)
})

test.each<[string, Partial<CapabilitiesOptions>, readonly string[], RegExp]>([
  ['an optional guard, whose null would mean two things', { optional: true }, [], /optional/],
  [
    'a verifier that breaks',
    { verifier: { check: () => Promise.reject(new Error('broken')) } },
    offer(token),
    /broken/,
  ],
])('an error of %s is answered and told, never thrown', async (_what, options, headers, error) => {
  const told: unknown[] = []
  const onError = (caught: unknown): never => {
    told.push(caught)
    throw new Error('a broken log')
  }
  const from = ['websocket-protocol'] as const
  const careful = capabilities({ verifier, from, onError, ...options })
  const text = await upgrade((req, socket) => careful.authenticateUpgrade(req, socket), headers)
  expect(text).toMatch(/^HTTP\/1.1 500 /)
  expect(told).toEqual([expect.objectContaining({ message: expect.stringMatching(error) })])
})

test('a log that rejects ends nothing', async () => {
  const heard: unknown[] = []
  const hear = (error: unknown): void => void heard.push(error)
  process.on('unhandledRejection', hear)
  onTestFinished(() => void process.off('unhandledRejection', hear))
  const onError = (async () => Promise.reject(new Error('a broken log'))) as () => void
  const careful = capabilities({ verifier, optional: true, onError })
  const text = await upgrade((req, socket) => careful.authenticateUpgrade(req, socket), [])
  await new Promise((resolve) => setImmediate(resolve))
  expect(text).toMatch(/^HTTP\/1.1 500 /)
  expect(heard).toEqual([])
})

test('what a request makes of a function of the program ends nothing', async () => {
  const check: Check = (req, socket) =>
    guard.authenticateUpgrade(req, socket, join, ({ url }) => ({ room: decodeURIComponent(url) }))
  expect(await upgrade(check, offer(token), '/rooms/%zz')).toMatch(/^HTTP\/1.1 500 /)
})

test('what is no definition is a mistake of the program, said to it', async () => {
  let thrown: unknown
  await upgrade(async (req, socket) => {
    const wrong = guard.authenticateUpgrade(req, socket, {} as never, {} as never)
    thrown = await wrong.catch((error: unknown) => error)
    socket.destroy()
    return null
  }, offer(token))
  expect(thrown).toBeInstanceOf(TypeError)
})
