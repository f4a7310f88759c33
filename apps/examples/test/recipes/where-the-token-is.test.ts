import { once } from 'node:events'
import { tokenProtocols } from '@grantline/core/client'
import { expect, test, vi } from 'vitest'
import { WebSocket as Client } from 'ws'
import { askToken, bearer, tokenOf } from '../run/tokens.ts'
import { recipesOf } from './recipes.ts'

const recipes = recipesOf('where-the-token-is.md')

test('cookie: own pages are served, others are not', async () => {
  const { url } = await recipes.start('cookie')
  const own = 'https://phone.example'
  const given = await askToken(`${url}/cookie`, { origin: own })
  expect(await given.json()).toEqual({ expires_in: 300 })
  const setCookie = given.headers.get('set-cookie') ?? ''
  for (const attribute of ['__Host-token=ey', 'HttpOnly', 'Secure', 'Max-Age=300', 'Path=/']) {
    expect(setCookie).toContain(attribute)
  }
  const [cookie = ''] = setCookie.split(';')
  const call = async (method: string, headers: Record<string, string>) => {
    const response = await fetch(`${url}/calls/AP123`, { method, headers: { cookie, ...headers } })
    return [response.status, await response.text()] as const
  }

  expect(await call('POST', { origin: own })).toEqual([200, '{"caller":"alice"}'])
  expect((await call('POST', { 'sec-fetch-site': 'same-origin' }))[0]).toBe(200)
  for (const page of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const [status, body] = await call('POST', page)
    expect([status, JSON.parse(body).code]).toEqual([403, 'cross_site'])
    expect(await call('GET', page)).toEqual([200, 'A page about calls'])
  }
  const token = cookie.slice('__Host-token='.length)
  expect((await call('POST', { origin: own, ...bearer(token) }))[0]).toBe(400)
  expect((await askToken(`${url}/cookie`, { origin: 'https://evil.example' })).status).toBe(403)
})

interface TicketPage {
  listenTo(room: string, onText: (text: string) => void): Promise<void>
  linkTo(name: string): Promise<string>
}

test('tickets: an EventSource and a download, once each', async () => {
  const server = await recipes.start('tickets', { changes: { '300_000': '200' } })
  const page = await recipes.load<TicketPage>('tickets-page', server.url)

  const heard: string[] = []
  await page.listenTo('acme', (text) => heard.push(text))
  // The server ends the stream, and the page comes back with another ticket.
  await expect.poll(() => heard, { timeout: 20_000 }).toHaveLength(2)
  expect(new Set(heard)).toEqual(new Set(['welcome, alice']))

  const link = await page.linkTo('minutes.txt')
  const downloaded = await fetch(link)
  expect(downloaded.headers.get('content-disposition')).toContain('minutes.txt')
  expect(await downloaded.text()).toBe('The minutes')
  const again = await fetch(link)
  expect([again.status, await again.json()]).toMatchObject([401, { code: 'replayed_token' }])

  // A ticket allows what it was asked for, and a token is none.
  const [, ticket] = (await page.linkTo('minutes.txt')).split('?ticket=')
  expect((await fetch(`${server.url}/events/acme?ticket=${ticket}`)).status).toBe(403)
  const token = await tokenOf(server.url)
  expect((await fetch(`${server.url}/files/minutes.txt?ticket=${token}`)).status).toBe(400)
  await expect(page.linkTo('secrets.txt')).rejects.toThrow('no ticket: 400')
})

interface EventsPage {
  listenTo(room: string): AsyncIterable<string>
  keepListening(room: string): AsyncIterable<string>
}

test('events: the stream ends with its token', async () => {
  const { url } = await recipes.start('events', { changes: { 'ttl: 300': 'ttl: 3' } })
  const page = await recipes.load<EventsPage>('events-page', url)
  let heard = ''
  for await (const text of page.listenTo('acme')) heard += text
  expect(heard).toMatch(/^(data: \d{4}-[^\n]+Z\n\n)+event: end\ndata: expired\n\n$/)
  await expect(page.listenTo('other')[Symbol.asyncIterator]().next()).rejects.toThrow('403')
})

interface RoomPage {
  joinRoom(room: string): Promise<WebSocket>
}

test('events: the next stream begins with a fresh token', async () => {
  const { url } = await recipes.start('events', { changes: { 'ttl: 300': 'ttl: 2' } })
  const page = await recipes.load<EventsPage>('events-page', url)
  let heard = ''
  for await (const text of page.keepListening('acme')) {
    heard += text
    if (/event: end[^]*data: \d{4}-/.test(heard)) break
  }
})

test('websocket: the page sends fresh tokens, and the socket stays open', async () => {
  // Renews as early as it may.
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const { url } = await recipes.start('websocket', { changes: { 'ttl: 300': 'ttl: 4' } })
  const page = await recipes.load<RoomPage>('websocket-page', url)
  const socket = await page.joinRoom('acme')
  const heard: unknown[] = []
  socket.addEventListener('message', ({ data }) => heard.push(data))
  await once(socket, 'open')
  expect(socket.protocol).toBe('grantline.v1')
  // The token that opened it is over after five seconds at the latest.
  const over = Date.now() + 5100
  const isDecided = () => Date.now() > over || socket.readyState !== WebSocket.OPEN
  await expect.poll(isDecided, { timeout: 20_000 }).toBe(true)
  socket.send('still here')
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['alice: still here'])
  socket.close()
})

test('websocket: what is no fresh token does not help', async () => {
  const { url } = await recipes.start('websocket', { changes: { 'ttl: 300': 'ttl: 2' } })
  const socket = new WebSocket(`${url}/acme`.replace('http', 'ws'), await protocolsFor(url))
  const heard: unknown[] = []
  socket.addEventListener('message', ({ data }) => heard.push(data))
  await once(socket, 'open')
  socket.send('token e30.e30.e30')
  const [{ code, reason }] = await once(socket, 'close')
  expect([code, reason]).toEqual([4401, 'expired'])
  expect(heard).toEqual(['that token does not go on'])
})

test('websocket: without a token of the room there is no socket', async () => {
  const { url } = await recipes.start('websocket')
  const statusOf = async (socket: Client): Promise<number> => {
    const [, response] = await once(socket, 'unexpected-response')
    return response.statusCode
  }
  expect(await statusOf(new Client(`${url}/acme`))).toBe(401)
  expect(await statusOf(new Client(`${url}/other`, await protocolsFor(url)))).toBe(403)
})

const protocolsFor = async (url: string): Promise<string[]> => tokenProtocols(await tokenOf(url))

recipes.testThatAllRan()
