import type { Grant } from '@grantline/core'
import { Denial } from '@grantline/core/http'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SocketHost } from '../../core/test/http/socket-host.ts'
import { createWorld, dial } from '../../core/test/http/world.ts'
import { capabilities, type CapabilitiesOptions } from '../src/index.ts'
import { serve } from './hono-host.ts'

const { verifier, tokens } = await createWorld()
const GOOD = { headers: { Authorization: `Bearer ${tokens.good}` } }

/** Lets the errors of a test be looked at. */
function collectErrors(app: Hono): unknown[] {
  const errors: unknown[] = []
  app.onError((error, c) => {
    errors.push(error)
    return error instanceof HTTPException ? error.getResponse() : c.text('failed', 500)
  })
  return errors
}

describe('a refusal', () => {
  test('is an exception with the ready answer and its cause', async () => {
    const app = new Hono()
    const errors = collectErrors(app)
    app.get('/', capabilities({ verifier }))
    await app.request('/')
    expect(errors).toEqual([expect.any(HTTPException)])
    expect(errors).toEqual([
      expect.objectContaining({ status: 401, message: 'token missing', cause: expect.any(Denial) }),
    ])
  })

  test('is answered the same by the default error handler', async () => {
    const app = new Hono().get('/', capabilities({ verifier }))
    const response = await app.request('/')
    expect(response.status).toBe(401)
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer realm="api"',
    })
    expect(await response.json()).toMatchObject({ code: 'missing_token' })
  })

  test('can be answered in another way', async () => {
    const app = new Hono()
    app.onError((error, c) => {
      const denial = error.cause
      return denial instanceof Denial
        ? c.json({ sorry: denial.code }, denial.status)
        : c.body(null, 500)
    })
    app.get('/', capabilities({ verifier }))
    const response = await app.request('/')
    expect([response.status, await response.text()]).toEqual([401, '{"sorry":"missing_token"}'])
  })

  test('keeps the headers that let another origin read it', async () => {
    const app = new Hono()
    app.use(cors({ origin: 'https://app.example', credentials: true }))
    app.get('/', capabilities({ verifier }))
    const response = await app.request('/', { headers: { Origin: 'https://app.example' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example')
  })

  test.each([
    [
      'on the context',
      (app: Hono) =>
        app.use(async (c, next) => {
          c.header('Cache-Control', 'public, max-age=3600')
          await next()
        }),
    ],
    [
      'on the response',
      (app: Hono) =>
        app.use(async (c, next) => {
          c.res.headers.set('Cache-Control', 'public, max-age=3600')
          await next()
        }),
    ],
  ])('is not made cacheable by a header that was set before %s', async (_where, prepare) => {
    const app = new Hono()
    prepare(app)
    app.get('/', capabilities({ verifier }))
    expect((await app.request('/')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('the grant of a request', () => {
  test('is not believed when something else put it there', async () => {
    const guard = capabilities({ verifier })
    const app = new Hono<{ Variables: { grant: Grant } }>()
    const errors = collectErrors(app as unknown as Hono)
    app.use(async (c, next) => {
      c.set('grant', { subject: 'mallory', explain: () => ({ allowed: true }) } as unknown as Grant)
      await next()
    })
    app.get('/get', (c) => c.json(guard.get(c)))
    app.get('/require', guard.require(dial, { appSid: 'AP1' }), (c) => c.json('passed'))
    expect((await app.request('/get')).status).toBe(500)
    expect((await app.request('/require')).status).toBe(500)
    expect(errors).toEqual([expect.any(TypeError), expect.any(TypeError)])
  })

  test('is not believed when it is changed behind the guard', async () => {
    const guard = capabilities({ verifier })
    const app = new Hono<{ Variables: { grant: Grant } }>()
    app.use(guard, async (c, next) => {
      c.set('grant', { explain: () => ({ allowed: true, candidates: [] }) } as unknown as Grant)
      await next()
    })
    app.get('/', guard.require(dial, { appSid: 'AP2' }), (c) => c.json('passed'))
    expect((await app.request('/', GOOD)).status).toBe(403)
  })

  test('is known to its own guard only', async () => {
    const first = capabilities({ verifier })
    const second = capabilities({ verifier })
    const app = new Hono()
    const errors = collectErrors(app)
    app.get('/', first, second.require(dial, { appSid: 'AP1' }), (c) => c.json('passed'))
    expect((await app.request('/', GOOD)).status).toBe(500)
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/guard did not run/) }),
    ])
  })

  test('is known in a routed application under a base path', async () => {
    const guard = capabilities({ verifier })
    const inner = new Hono().get('/', guard.require(dial, { appSid: 'AP1' }), (c) =>
      c.json(guard.get(c).subject),
    )
    const app = new Hono().basePath('/api').use(guard).route('/inner', inner)
    expect(await (await app.request('/api/inner', GOOD)).json()).toBe('alice')
  })

  test('survives a middleware that replaces the request', async () => {
    const guard = capabilities({ verifier })
    const app = new Hono()
    app.use(guard, async (c, next) => {
      c.req.raw = new Request(c.req.raw, { headers: {} })
      await next()
    })
    app.get('/', guard.require(dial, { appSid: 'AP1' }), (c) => c.json(guard.get(c).subject))
    expect(await (await app.request('/', GOOD)).json()).toBe('alice')
  })
})

test('leaves its options to the gate', () => {
  const options = { verifier, deny: 'next' } as unknown as CapabilitiesOptions
  expect(() => capabilities(options)).toThrow(/unknown option "deny"/)
})

describe('a guard over a bare connection', () => {
  async function open(): Promise<Awaited<ReturnType<SocketHost['open']>>> {
    const app = new Hono().all('/whoami', capabilities({ verifier }), (c) => c.json('passed'))
    const host = await serve(app)
    const connection = await host.open()
    onTestFinished(async () => {
      connection.destroy()
      await host.close()
    })
    return connection
  }

  test('refuses two Authorization headers', async () => {
    const connection = await open()
    connection.write(
      `GET /whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.good}\r\nAuthorization: Bearer ${tokens.good}\r\n\r\n`,
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('answers HEAD without a body, so that the next answer is read right', async () => {
    const connection = await open()
    connection.write('HEAD /whoami HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(await connection.answer({ isHead: true })).toMatch(/^HTTP\/1\.1 401 /)
    connection.write(
      `GET /whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.good}\r\n\r\n`,
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('goes on with the connection after a refused request whose body nobody read', async () => {
    const connection = await open()
    const size = 1_000_000
    connection.write(`POST /whoami HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`)
    connection.write('x'.repeat(size))
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 401 /)
    connection.write(
      `GET /whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.good}\r\n\r\n`,
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })
})

test('a guard that runs again puts its grant there again', async () => {
  const guard = capabilities({ verifier })
  const app = new Hono()
  app.use(guard, async (c, next) => {
    c.set('grant', { subject: 'mallory' } as Grant)
    await next()
  })
  app.get('/', guard, (c) => c.json(c.var.grant.subject))
  expect(await (await app.request('/', GOOD)).json()).toBe('alice')
})
