import { once } from 'node:events'
import { defineCapability, exact } from '@grantline/core'
import { tokenProtocols } from '@grantline/core/client'
import { WS_TOKEN_ENDED } from '@grantline/core/http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { untilTheEnd } from './run/serve.ts'
import { start } from './run/start.ts'
import { mint, TOKEN_SECRET } from './run/tokens.ts'

const join = defineCapability('room:join', { room: exact() })
const { url } = await untilTheEnd(start({ file: 'src/websocket/server.ts' }, { TOKEN_SECRET }))

const mintFor = async (room: string, { ttl = 60, subject = 'alice' } = {}) => {
  const issuer = 'https://rooms.example'
  return await mint({ issuer, subject, ttl, capabilities: [join({ room })] })
}
const tokenFor = async (...wanted: Parameters<typeof mintFor>): Promise<string> =>
  (await mintFor(...wanted)).token

const connect = (token: string | undefined): WebSocket =>
  new WebSocket(`${url}/acme`, token === undefined ? [] : tokenProtocols(token))

const say = async (socket: WebSocket, text: string): Promise<string> => {
  socket.send(text)
  const [data] = await once(socket, 'message')
  return String(data)
}

test('a token of the room opens it, and never comes back', async () => {
  // In the order that would have a careless server answer with the token.
  const offered = tokenProtocols(await tokenFor('acme')).toReversed()
  const socket = new WebSocket(`${url}/acme`, offered)
  await once(socket, 'open')
  expect(socket.protocol).toBe('grantline.v1')
  expect(await say(socket, 'hello')).toBe('alice: hello')
  socket.close()
})

test.each([
  ['no token', 401, async () => undefined],
  ['a token of another room', 403, () => tokenFor('other')],
])('%s is answered with %i', async (_what, status, token) => {
  const socket = connect(await token())
  const [, response] = await once(socket, 'unexpected-response')
  expect(response.statusCode).toBe(status)
  expect(response.headers['content-type']).toBe('application/problem+json')
})

test('the socket closes when the token ends', async () => {
  const socket = connect(await tokenFor('acme', { ttl: 1 }))
  const [code, reason] = await once(socket, 'close')
  expect([code, String(reason)]).toEqual([WS_TOKEN_ENDED, 'expired'])
})

test('a fresh token lets it go on', async () => {
  const socket = connect(await tokenFor('acme', { ttl: 1 }))
  await once(socket, 'open')
  const fresh = await mintFor('acme', { ttl: 2 })
  expect(await say(socket, `token ${fresh.token}`)).toBe('renewed')
  await once(socket, 'close')
  expect(Date.now() / 1000).toBeGreaterThanOrEqual(fresh.expiresAt)
})

test.each([
  ['of somebody else', 'not_same_holder', () => tokenFor('acme', { subject: 'bob' })],
  ['of another room', 'insufficient_capability', () => tokenFor('other')],
  ['that is none', 'invalid_token', async () => 'e30.e30.e30'],
])('a token %s does not', async (_what, code, token) => {
  const socket = connect(await tokenFor('acme'))
  await once(socket, 'open')
  expect(await say(socket, `token ${await token()}`)).toBe(`refused: ${code}`)
  socket.close()
})
