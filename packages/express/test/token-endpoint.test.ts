import { once } from 'node:events'
import express, { type Express } from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Sent } from '../../core/test/http/host.ts'
import type { SocketHost } from '../../core/test/http/socket-host.ts'
import { createWorld } from '../../core/test/http/world.ts'
import { tokenEndpoint, type TokenEndpointOptions } from '../src/index.ts'
import { serve } from './express-host.ts'

const { minter, verifier } = await createWorld()

const JSON_TYPE = ['Content-Type', 'application/json'] as const

function endpoint(options: Partial<TokenEndpointOptions> = {}): ReturnType<typeof tokenEndpoint> {
  return tokenEndpoint({ minter, authorize: () => ({ capabilities: [] }), ...options })
}

async function start(build: (app: Express) => void): Promise<SocketHost> {
  const host = await serve(build)
  onTestFinished(() => host.close())
  return host
}

async function connect(host: SocketHost): Promise<Awaited<ReturnType<SocketHost['open']>>> {
  const connection = await host.open()
  onTestFinished(() => connection.destroy())
  return connection
}

function post(...headers: (readonly [string, string])[]): Sent {
  return { method: 'POST', path: '/token', headers: [JSON_TYPE, ...headers], body: '{}' }
}

describe('authorize', () => {
  test('is given the request and response of Express', async () => {
    const host = await start((app) => {
      app.post(
        '/token',
        endpoint({
          authorize: ({ context: { req, res } }) => {
            res.cookie('seen', '1')
            return { subject: req.path, capabilities: [] }
          },
        }),
      )
    })
    const { headers, body } = await host.send(post())
    expect(headers['set-cookie']).toBe('seen=1; Path=/')
    const { access_token: token } = JSON.parse(body) as { access_token: string }
    expect((await verifier.verify(token)).subject).toBe('/token')
  })

  test.each([
    ['the whole path in a mounted router', undefined, 'http://phone.test/v1/auth/token?x=1'],
    [
      'the public URL in front of it',
      'https://a.example/b/',
      'https://a.example/b/v1/auth/token?x=1',
    ],
  ])('is given %s', async (_title, publicUrl, url) => {
    let given = ''
    const options = publicUrl === undefined ? {} : { publicUrl }
    const host = await start((app) => {
      const router = express.Router()
      router.post(
        '/token',
        endpoint({
          ...options,
          authorize: ({ request }) => {
            given = request.url
            return null
          },
        }),
      )
      app.use('/v1/auth', router)
    })
    await host.send({ ...post(), path: '/v1/auth/token?x=1' })
    expect(given).toBe(url)
  })
})

describe('the own origin', () => {
  const forwarded = [
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'public.example'],
  ] as const

  test.each([
    ['the host', false, undefined, 'http://phone.test', [], 200],
    [
      'not what an untrusted proxy says',
      false,
      undefined,
      'https://public.example',
      forwarded,
      403,
    ],
    ['what a trusted proxy says', true, undefined, 'https://public.example', forwarded, 200],
    ['not the host behind a trusted proxy', true, undefined, 'http://phone.test', forwarded, 403],
    [
      'the public URL behind a trusted proxy',
      true,
      'https://a.example',
      'https://a.example',
      forwarded,
      200,
    ],
    [
      'nothing but the public URL',
      true,
      'https://a.example',
      'https://public.example',
      forwarded,
      403,
    ],
  ])('is %s', async (_title, isTrusted, publicUrl, origin, headers, status) => {
    const host = await start((app) => {
      app.set('trust proxy', isTrusted)
      app.post('/token', endpoint(publicUrl === undefined ? {} : { publicUrl }))
    })
    const answer = await host.send(post(['Origin', origin], ...headers))
    expect(answer.status).toBe(status)
  })

  test.each(['a/b?', 'a?b', 'user@a', 'a, b', '[::1'])(
    'is not made of the host "%s"',
    async (name) => {
      const host = await start((app) => app.post('/token', endpoint()))
      const connection = await connect(host)
      connection.write(
        `POST /token HTTP/1.1\r\nHost: ${name}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      )
      const answer = await connection.answer()
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toMatch(/\r\n\r\n\{"error":"invalid_request"\}$/)
    },
  )

  test('needs no host where a public URL is set', async () => {
    const host = await start((app) =>
      app.post('/token', endpoint({ publicUrl: 'https://a.example' })),
    )
    const connection = await connect(host)
    connection.write(
      'POST /token HTTP/1.1\r\nHost: a/b?\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('headers of earlier middleware', () => {
  test('lose to its own, except Vary', async () => {
    const host = await start((app) => {
      app.use((_req, res, next) => {
        res.set({ 'Cache-Control': 'public, max-age=3600', Vary: 'Accept-Encoding', 'X-Kept': '1' })
        next()
      })
      app.post('/token', endpoint())
    })
    const { headers } = await host.send(post())
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      vary: 'Accept-Encoding, Origin',
      'x-kept': '1',
    })
  })
})

describe('a body', () => {
  test('that something else consumed is missing', async () => {
    const host = await start((app) => {
      app.use(async (req, _res, next) => {
        req.resume()
        await once(req, 'end')
        next()
      })
      app.post('/token', endpoint())
    })
    expect((await host.send(post())).status).toBe(400)
  })

  test('without end is cut off, and the connection goes on', async () => {
    const host = await start((app) => app.post('/token', endpoint({ maxBodyBytes: 1024 })))
    const connection = await connect(host)
    connection.write(
      'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    connection.write(`800\r\n${'x'.repeat(0x800)}\r\n`)
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 413 /)
    connection.write(`100000\r\n${'x'.repeat(0x100000)}\r\n0\r\n\r\n`)
    connection.write(
      'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })

  test.each([
    ['of another site', 'Origin: https://evil.example\r\nContent-Type: application/json\r\n', 403],
    ['of another type', 'Content-Type: text/plain\r\n', 415],
    ['that says it is too long', 'Content-Type: application/json\r\n', 413],
  ])('%s is refused unread, and the connection goes on', async (_title, headers, status) => {
    const host = await start((app) => app.post('/token', endpoint()))
    const connection = await connect(host)
    const size = 1_000_000
    connection.write(`POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n${headers}\r\n`)
    connection.write('x'.repeat(size))
    expect(await connection.answer()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    connection.write(
      'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('whose client goes away leaves no error behind', async () => {
    let onAbort = (): void => {}
    const aborted = new Promise<void>((resolve) => {
      onAbort = resolve
    })
    let asked = 0
    const host = await start((app) => {
      app.use((_req, res, next) => {
        res.on('close', onAbort)
        next()
      })
      app.post(
        '/token',
        endpoint({
          authorize: () => {
            asked += 1
            return null
          },
        }),
      )
    })
    const connection = await host.open()
    connection.write(
      'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"',
    )
    connection.destroy()
    await aborted
    expect((await host.send(post())).status).toBe(401)
    expect(host.errors).toEqual([])
    expect(asked).toBe(1)
  })
})

test('refuses TRACE, which no Request can say', async () => {
  const host = await start((app) => app.use('/token', endpoint()))
  const connection = await connect(host)
  connection.write('TRACE /token HTTP/1.1\r\nHost: x\r\n\r\n')
  const answer = await connection.answer()
  expect(answer).toMatch(/^HTTP\/1\.1 405 /)
  expect(answer).toMatch(/^Allow: POST\r$/im)
})

test('reads an absolute target as a path', async () => {
  const host = await start((app) => app.post('/token', endpoint()))
  const connection = await connect(host)
  connection.write(
    'POST http://x/token HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  )
  expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
})

test.each([
  ['an unknown option', { allowedOrigin: [] }, /unknown option "allowedOrigin"/],
  ['a public URL that is none', { publicUrl: 'phone.example' }, /"publicUrl" must be/],
])('refuses %s', (_title, options, message) => {
  expect(() => endpoint(options as Partial<TokenEndpointOptions>)).toThrow(message)
})
