import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SocketHost } from '../../core/test/http/socket-host.ts'
import { createWorld } from '../../core/test/http/world.ts'
import { tokenEndpoint, type TokenEndpointOptions } from '../src/index.ts'
import { serve } from './hono-host.ts'

const { minter, verifier } = await createWorld()

function endpoint(options: Partial<TokenEndpointOptions> = {}): ReturnType<typeof tokenEndpoint> {
  return tokenEndpoint({ minter, authorize: () => ({ capabilities: [] }), ...options })
}

function post(headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: '{}' }
}

test.each([
  ['alone', () => new Hono()],
  ['behind a middleware', () => new Hono().use(cors())],
])('gives authorize the context of Hono, where it can set a cookie, %s', async (_where, create) => {
  const app = create()
  app.post(
    '/token',
    endpoint({
      authorize: ({ context }) => {
        setCookie(context, 'seen', '1')
        return { subject: context.req.path, capabilities: [] }
      },
    }),
  )
  const response = await app.request('/token', post())
  expect(response.headers.getSetCookie()).toEqual(['seen=1; Path=/'])
  const { access_token: token } = (await response.json()) as { access_token: string }
  expect((await verifier.verify(token)).subject).toBe('/token')
})

test('gives authorize the whole path under a base path', async () => {
  let given = ''
  const auth = new Hono().post(
    '/token',
    endpoint({
      authorize: ({ request }) => {
        given = request.url
        return null
      },
    }),
  )
  const app = new Hono().basePath('/v1').route('/auth', auth)
  await app.request('https://phone.test/v1/auth/token?x=1', post())
  expect(given).toBe('https://phone.test/v1/auth/token?x=1')
})

test.each([
  [
    'on the context',
    (app: Hono) =>
      app.use(async (c, next) => {
        c.header('Cache-Control', 'public, max-age=3600')
        c.header('Vary', 'Accept-Encoding')
        c.header('X-Kept', '1')
        await next()
      }),
  ],
  [
    'on the response',
    (app: Hono) =>
      app.use(async (c, next) => {
        c.res.headers.set('Cache-Control', 'public, max-age=3600')
        c.res.headers.set('Vary', 'Accept-Encoding')
        c.res.headers.set('X-Kept', '1')
        await next()
      }),
  ],
])('is not made cacheable by a header that was set before %s', async (_where, prepare) => {
  const app = new Hono()
  prepare(app)
  app.post('/token', endpoint())
  const { headers } = await app.request('/token', post())
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('vary')?.split(', ')).toEqual(
    expect.arrayContaining(['Origin', 'Accept-Encoding']),
  )
  expect(headers.get('x-kept')).toBe('1')
})

test('sends an unexpected error to the default error handler of Hono', async () => {
  const app = new Hono()
  let told: unknown
  app.onError((error, c) => {
    told = error
    return c.text('failed', 500)
  })
  const error = new Error('the disk is full')
  app.post('/token', endpoint({ authorize: () => Promise.reject(error) }))
  expect((await app.request('/token', post())).status).toBe(500)
  expect(told).toBe(error)
})

describe('over a bare connection', () => {
  async function open(
    options: Partial<TokenEndpointOptions> = {},
  ): Promise<Awaited<ReturnType<SocketHost['open']>>> {
    const host = await serve(new Hono().all('/token', endpoint(options)))
    const connection = await host.open()
    onTestFinished(async () => {
      connection.destroy()
      await host.close()
    })
    return connection
  }

  test('cuts off a body that has no end, after its answer', async () => {
    const connection = await open({ maxBodyBytes: 1024 })
    connection.write(
      'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    connection.write(`800\r\n${'x'.repeat(0x800)}\r\n`)
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 413 /)
    await connection.ended()
  })

  test.each([
    ['of another site', 'Origin: https://evil.example\r\nContent-Type: application/json\r\n', 403],
    ['of another type', 'Content-Type: text/plain\r\n', 415],
    ['that says it is too long', 'Content-Type: application/json\r\n', 413],
  ])('goes on with the connection after a refused body %s', async (_title, headers, status) => {
    const connection = await open()
    const size = 1_000_000
    connection.write(`POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n${headers}\r\n`)
    connection.write('x'.repeat(size))
    expect(await connection.answer()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    connection.write(
      'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('does not take a host that is none', async () => {
    const connection = await open()
    connection.write(
      'POST /token HTTP/1.1\r\nHost: a/b?\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 400 /)
  })
})
