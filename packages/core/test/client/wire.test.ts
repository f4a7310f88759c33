import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultEnv, TokenManager, type TokenManagerOptions } from '../../src/client.ts'

let server: Server
let endpoint: string
let answer: RequestListener
let seen: { request: IncomingMessage; body: string }[]

beforeEach(async () => {
  seen = []
  answer = json(200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 60 })
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      seen.push({ request, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => {
    server.close(resolve)
  })
})

function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return text(status, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers })
}

function text(status: number, body: string, headers: Record<string, string> = {}) {
  return (_request: unknown, response: ServerResponse): void => {
    response.writeHead(status, headers).end(body)
  }
}

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  return new TokenManager({ endpoint, ...options })
}

describe('the request', () => {
  test('is one POST of the params as JSON', async () => {
    await expect(manage({ params: { as: 'Alice' } }).getToken()).resolves.toBe('opaque')
    expect(seen).toHaveLength(1)
    expect(seen[0]?.request.method).toBe('POST')
    expect(seen[0]?.request.url).toBe('/token')
    expect(seen[0]?.request.headers['content-type']).toBe('application/json')
    expect(seen[0]?.body).toBe('{"as":"Alice"}')
  })

  test('has an empty object for a body without params, and never the identity', async () => {
    await manage({ identity: 'alice' }).getToken()
    expect(seen[0]?.body).toBe('{}')
    expect(JSON.stringify(seen[0]?.request.headers)).not.toContain('alice')
  })

  test('takes cookies along, and neither caches nor redirects', async () => {
    const requests: RequestInit[] = []
    const fetchAndNote: typeof fetch = (input, init = {}) => {
      requests.push(init)
      return fetch(input, init)
    }
    await manage({ env: { ...defaultEnv(), fetch: fetchAndNote } }).getToken()
    expect(requests).toEqual([
      expect.objectContaining({ credentials: 'include', cache: 'no-store', redirect: 'error' }),
    ])
  })

  test('goes to a URL object as well', async () => {
    await expect(manage({ endpoint: new URL(endpoint) }).getToken()).resolves.toBe('opaque')
  })

  test('ends on the wire when the manager does', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.on('close', resolve)
        manager.dispose()
      }
    })
    const manager = manage()
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'disposed' })
    await closed
  })

  test('goes nowhere from a relative endpoint without a page', async () => {
    const manager = manage({ endpoint: '/token' })
    await expect(manager.getToken()).rejects.toMatchObject({
      code: 'unsupported',
      retryable: false,
      message: expect.stringMatching(/absolute.*fetchToken/),
    })
    expect(manager.snapshot.status).toBe('denied')
  })

  test('starts at the page where there is one', async () => {
    const document = { baseURI: endpoint, visibilityState: 'visible' } as unknown as Document
    const env = { ...defaultEnv(), document }
    await expect(manage({ endpoint: '/other', env }).getToken()).resolves.toBe('opaque')
    expect(seen[0]?.request.url).toBe('/other')
  })
})

describe('a token', () => {
  test('comes with its life, and the other members as meta', async () => {
    answer = json(200, { access_token: 'opaque', expires_in: 60, token_type: 'Bearer', scope: '' })
    const manager = manage()
    const sent = Date.now() / 1000
    await manager.getToken()
    expect(manager.snapshot).toMatchObject({
      status: 'ready',
      token: 'opaque',
      grant: null,
      meta: { token_type: 'Bearer', scope: '' },
    })
    expect(manager.snapshot.expiresAt).toBeGreaterThanOrEqual(Math.floor(sent) + 60)
    expect(manager.snapshot.expiresAt).toBeLessThan(sent + 90)
  })

  test.each([
    ['no token', { expires_in: 60 }],
    ['no life', { access_token: 'opaque' }],
    ['a token that is no string', { access_token: 7, expires_in: 60 }],
    ['a life that is no number', { access_token: 'opaque', expires_in: '60' }],
    ['a life of nothing', { access_token: 'opaque', expires_in: 0 }],
    ['a list', ['opaque', 60]],
    ['a string', 'opaque'],
    ['null', null],
    ['members of a prototype', { __proto__: null, constructor: { access_token: 'opaque' } }],
  ])('does not come with %s', async (_what, body) => {
    answer = json(200, body)
    await expect(manage().getToken()).rejects.toMatchObject({
      code: 'bad_response',
      retryable: true,
    })
  })

  test.each([
    ['nothing', ''],
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['half of an answer', '{"access_token":"opaque","expires_in":6'],
  ])('does not come with %s', async (_what, body) => {
    answer = text(200, body)
    await expect(manage().getToken()).rejects.toMatchObject({ code: 'bad_response' })
  })

  test('is not read from the prototype of an answer', async () => {
    answer = text(200, '{"__proto__":{"access_token":"opaque","expires_in":60}}')
    await expect(manage().getToken()).rejects.toMatchObject({ code: 'bad_response' })
  })
})

describe('an answer without a token', () => {
  test.each([
    [400, 'denied', false],
    [401, 'login_required', false],
    [403, 'denied', false],
    [404, 'denied', false],
    [405, 'denied', false],
    [408, 'unavailable', true],
    [413, 'denied', false],
    [415, 'denied', false],
    [425, 'unavailable', true],
    [429, 'rate_limited', true],
    [500, 'unavailable', true],
    [502, 'unavailable', true],
    [503, 'unavailable', true],
  ])('of status %i is %s', async (status, code, retryable) => {
    answer = text(status, 'whatever')
    const manager = manage()
    await expect(manager.getToken()).rejects.toMatchObject({ code, retryable, status })
    expect(manager.snapshot.status).toBe(retryable ? 'expired' : 'denied')
  })

  test.each([
    [401, 'login_required', 'login_required'],
    [401, 'access_denied', 'denied'],
    [403, 'access_denied', 'denied'],
    [403, 'login_required', 'login_required'],
    [500, 'access_denied', 'denied'],
    [503, 'invalid_grant', 'denied'],
    [429, 'insufficient_scope', 'denied'],
    [200, 'login_required', 'login_required'],
    [200, 'access_denied', 'denied'],
  ])('of status %i with the error %s is final', async (status, error, code) => {
    answer = json(status, { error, access_token: 'opaque', expires_in: 60 })
    await expect(manage().getToken()).rejects.toMatchObject({ code, retryable: false, status })
  })

  test.each([
    [429, 'slow_down', 'rate_limited'],
    [503, 'temporarily_unavailable', 'unavailable'],
    [500, 'access_denied_not', 'unavailable'],
  ])('of status %i with the error %s may pass', async (status, error, code) => {
    answer = json(status, { error })
    await expect(manage().getToken()).rejects.toMatchObject({ code, retryable: true })
  })

  test.each([429, 503])('of status %i says when to come back', async (status) => {
    answer = json(status, { error: 'slow_down' }, { 'Retry-After': '120' })
    const manager = manage()
    const failed = Date.now() / 1000
    await expect(manager.getToken()).rejects.toMatchObject({ retryAfter: 120 })
    const retryAt = manager.snapshot.error?.retryAt ?? 0
    expect(retryAt).toBeGreaterThanOrEqual(failed + 119)
    expect(retryAt).toBeLessThan(failed + 180)
    await expect(manager.getToken()).rejects.toBe(manager.snapshot.error)
    expect(seen).toHaveLength(1)
  })

  test('says so as a date, too', async () => {
    const date = new Date(Date.now() + 120_000).toUTCString()
    answer = text(503, '', { 'Retry-After': date })
    const error = await manage().getToken().catch(String)
    expect(error).toContain('unavailable')
    const manager = manage()
    await manager.getToken().catch(() => {})
    expect(manager.snapshot.error?.retryAfter).toBeGreaterThan(60)
    expect(manager.snapshot.error?.retryAfter).toBeLessThanOrEqual(120)
  })
})

describe('no answer', () => {
  test('after a redirect is a failure of the network', async () => {
    answer = text(302, '', { Location: '/elsewhere' })
    await expect(manage().getToken()).rejects.toMatchObject({ code: 'network', retryable: true })
    expect(seen.map(({ request }) => request.url)).toEqual(['/token'])
  })

  test('from a server that hangs up is a failure of the network', async () => {
    answer = (request) => request.socket.destroy()
    await expect(manage().getToken()).rejects.toMatchObject({ code: 'network' })
  })

  test('from a server that is not there is a failure of the network', async () => {
    await new Promise((resolve) => {
      server.close(resolve)
    })
    await expect(manage().getToken()).rejects.toMatchObject({
      code: 'network',
      cause: expect.any(TypeError),
    })
  })

  test('within the timeout ends the wait, headers or not', async () => {
    answer = (_request, response) => {
      response.writeHead(200).write('{"access_token":')
    }
    await expect(manage({ timeout: 0.2 }).getToken()).rejects.toMatchObject({ code: 'timeout' })
  })
})

test('a server that comes back is found by itself', async () => {
  answer = text(503, '')
  const manager = manage()
  const ready = new Promise<void>((resolve) => {
    manager.subscribe(() => {
      if (manager.snapshot.status === 'expired') {
        answer = json(200, { access_token: 'opaque', expires_in: 60 })
      }
      if (manager.snapshot.status === 'ready') resolve()
    })
  })
  await ready
  expect(manager.snapshot).toMatchObject({ token: 'opaque', error: null })
  manager.dispose()
  expect(seen).toHaveLength(2)
})
