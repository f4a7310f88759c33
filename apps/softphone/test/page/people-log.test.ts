import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAuthFetch, TokenManager } from '@grantline/core/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PeopleLog } from '../../src/page/events/people-log.ts'

let http: Server
let manager: TokenManager
let log: PeopleLog
/** The tokens of all requests. */
let tokens: string[]
/** The streams that were opened, in order. */
let streams: ServerResponse[]
/** What is answered in place of a stream. */
let refusal: { status: number; body: object } | undefined
/** The tokens that the server knows no more. */
let unknown: Set<string>

beforeEach(async () => {
  tokens = []
  streams = []
  refusal = undefined
  unknown = new Set()
  http = createServer((request, response) => {
    const { authorization = '' } = request.headers
    tokens.push(authorization)
    if (unknown.has(authorization)) {
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
      return
    }
    if (refusal !== undefined) {
      response.writeHead(refusal.status).end(JSON.stringify(refusal.body))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    streams.push(response)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  let count = 0
  manager = new TokenManager({
    fetchToken: async () => ({ token: `t${(count += 1)}`, expiresIn: 600 }),
  })
  const origin = `http://127.0.0.1:${port}`
  log = new PeopleLog({
    source: manager,
    authFetch: createAuthFetch(manager, { origins: [origin] }),
    url: `${origin}/events`,
    now: () => 5,
  })
})

afterEach(async () => {
  log.close()
  manager.dispose()
  http.close()
  http.closeAllConnections()
  if (http.listening) await once(http, 'close')
})

/** The nth stream, once it is open. */
async function stream(nth: number): Promise<ServerResponse> {
  return vi.waitFor(() => {
    const found = streams[nth]
    if (found === undefined) throw new Error('not yet')
    return found
  })
}

function send(to: ServerResponse, name: string, data: object): void {
  to.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
}

async function reads(...texts: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(log.snapshot.lines.map(({ text }) => text)).toEqual(texts))
}

async function says(words: string): Promise<void> {
  await vi.waitFor(() => expect(log.snapshot.words).toBe(words))
}

describe('the list of who comes and goes', () => {
  test('is filled by the stream, newest first', async () => {
    log.open()
    const first = await stream(0)
    expect(tokens).toEqual(['Bearer t1'])
    await says('Live, for as long as the token.')
    send(first, 'here', { names: ['Bob', 'Carol'] })
    send(first, 'left', { name: 'Bob' })
    send(first, 'came', { name: 'Dave' })
    await reads('Dave came', 'Bob left', 'Bob, Carol here already')
    expect(log.snapshot.lines.at(0)).toEqual({ id: 3, at: 5, text: 'Dave came' })
  })

  test('stays short', async () => {
    log.open()
    const first = await stream(0)
    for (let count = 0; count < 9; count += 1) send(first, 'came', { name: `N${count}` })
    await reads('N8 came', 'N7 came', 'N6 came', 'N5 came', 'N4 came')
  })

  test('goes on with the next token when one has ended, and tells what changed meanwhile', async () => {
    log.open()
    const first = await stream(0)
    send(first, 'here', { names: ['Bob', 'Carol'] })
    unknown.add('Bearer t1')
    send(first, 'end', { why: 'expired' })
    first.end()
    const second = await stream(1)
    expect(tokens).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2'])
    send(second, 'here', { names: ['Carol', 'Dave'] })
    await reads('Bob left', 'Dave came', 'Bob, Carol here already')
  })

  test('comes back with the same token when the stream is lost', async () => {
    log.open()
    const first = await stream(0)
    first.destroy()
    await stream(1)
    expect(tokens).toEqual(['Bearer t1', 'Bearer t1'])
  })

  test('asks for another token when the server knows the present one no more', async () => {
    unknown.add('Bearer t1')
    log.open()
    await stream(0)
    expect(tokens).toEqual(['Bearer t1', 'Bearer t2'])
  })

  test('tries again after a while when the server knows no token at all', async () => {
    refusal = { status: 401, body: {} }
    log.open()
    await says('Lost. Trying again…')
    refusal = undefined
    await stream(0)
    await says('Live, for as long as the token.')
  })

  test('waits for another token when its own was revoked', async () => {
    log.open()
    const first = await stream(0)
    send(first, 'end', { why: 'revoked' })
    first.end()
    await says('Ended by the server: the token was revoked.')
    manager.logout()
    expect(tokens).toHaveLength(1)
    await manager.refresh()
    await stream(1)
    expect(tokens).toEqual(['Bearer t1', 'Bearer t2'])
  })

  test('waits for another token when there is none at all', async () => {
    manager.logout()
    log.open()
    await says('Waiting for a token.')
    await manager.refresh()
    await stream(0)
    expect(tokens).toEqual(['Bearer t1'])
  })

  test('says what the server refused, and leaves it at that', async () => {
    refusal = { status: 403, body: { code: 'insufficient_capability', title: 'Forbidden' } }
    log.open()
    await says('The server refused: Forbidden (403).')
    expect(tokens).toHaveLength(1)
  })

  test('is over when it is closed, also at the server', async () => {
    log.open()
    const first = await stream(0)
    const gone = once(first, 'close')
    send(first, 'came', { name: 'Bob' })
    await reads('Bob came')
    log.close()
    await gone
    expect(log.snapshot).toEqual({ words: undefined, lines: [] })
    log.open()
    send(await stream(1), 'here', { names: [] })
    await reads('Nobody else was here')
  })
})
