import type { Grant } from '@grantline/core'
import { Denial } from '@grantline/core/http'
import express, { type Express } from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SocketHost } from '../../core/test/http/socket-host.ts'
import { createWorld, dial } from '../../core/test/http/world.ts'
import { capabilities, type CapabilitiesOptions } from '../src/index.ts'
import { serve } from './express-host.ts'

const { verifier, tokens } = await createWorld()
const GOOD = [['Authorization', `Bearer ${tokens.good}`]] as const

async function start(build: (app: Express) => void): Promise<SocketHost> {
  const host = await serve(build)
  onTestFinished(() => host.close())
  return host
}

describe('deny', () => {
  test('hands a refusal to the error handlers', async () => {
    const guard = capabilities({ verifier, deny: 'next' })
    const host = await start((app) => app.use(guard))
    const answer = await host.send({ method: 'GET', path: '/' })
    expect(answer.status).toBe(500)
    expect(answer.headers).not.toHaveProperty('www-authenticate')
    expect(host.errors).toEqual([expect.any(Denial)])
    expect(host.errors).toEqual([expect.objectContaining({ status: 401, code: 'missing_token' })])
  })

  test('is answered with its status and challenge by the default error handler', async () => {
    const guard = capabilities({ verifier, deny: 'next' })
    const host = await start((app) => {
      const inner = express()
      inner.set('env', 'test')
      inner.use(guard)
      app.use((req, res) => inner(req, res))
    })
    const answer = await host.send({ method: 'GET', path: '/' })
    expect(answer.status).toBe(401)
    expect(answer.headers).toMatchObject({ 'www-authenticate': 'Bearer realm="api"' })
  })

  test('is given to a function, which may let a request pass or answer itself', async () => {
    const guard = capabilities({
      verifier,
      deny: async (denial, req, res, next) => {
        await Promise.resolve()
        if (req.path === '/open') next()
        else res.status(denial.status).json({ sorry: denial.code })
      },
    })
    const host = await start((app) => {
      app.use(guard)
      app.get('/open', (_req, res) => {
        res.json({})
      })
      app.get('/required', guard.require(dial, { appSid: 'AP2' }))
    })
    const refused = await host.send({ method: 'GET', path: '/' })
    expect([refused.status, refused.body]).toEqual([401, '{"sorry":"missing_token"}'])
    expect((await host.send({ method: 'GET', path: '/open' })).status).toBe(200)
    const required = await host.send({ method: 'GET', path: '/required', headers: GOOD })
    expect([required.status, required.body]).toEqual([403, '{"sorry":"insufficient_capability"}'])
  })

  test('hands on what its function throws', async () => {
    const error = new Error('the template is missing')
    const guard = capabilities({ verifier, deny: () => Promise.reject(error) })
    const host = await start((app) => app.use(guard))
    expect((await host.send({ method: 'GET', path: '/' })).status).toBe(500)
    expect(host.errors).toEqual([error])
  })

  test.each(['redirect', null, 1])('refuses %j', (deny) => {
    const options = { verifier, deny } as unknown as CapabilitiesOptions
    expect(() => capabilities(options)).toThrow(/"deny" must be "respond", "next" or a function/)
  })

  test('leaves the other options to the gate', () => {
    const options = { verifier, opional: true } as unknown as CapabilitiesOptions
    expect(() => capabilities(options)).toThrow(/unknown option "opional"/)
  })
})

describe('the grant of a request', () => {
  test('is on the request for convenience', async () => {
    const guard = capabilities({ verifier })
    const host = await start((app) => {
      app.get('/', guard, (req, res) => {
        res.json([req.grant?.subject, req.grant === guard.get(req)])
      })
    })
    const answer = await host.send({ method: 'GET', path: '/', headers: GOOD })
    expect(answer.body).toBe('["alice",true]')
  })

  test('is put there again by a guard that runs again', async () => {
    const guard = capabilities({ verifier })
    const host = await start((app) => {
      app.use(guard, (req, _res, next) => {
        req.grant = null
        next()
      })
      app.get('/', guard, (req, res) => {
        res.json(req.grant?.subject)
      })
    })
    const answer = await host.send({ method: 'GET', path: '/', headers: GOOD })
    expect(answer.body).toBe('"alice"')
  })

  test('is not believed when something else put it there', async () => {
    const guard = capabilities({ verifier })
    const forged = { subject: 'mallory', explain: () => ({ allowed: true, candidates: [] }) }
    const host = await start((app) => {
      app.use((req, _res, next) => {
        req.grant = forged as unknown as Grant
        next()
      })
      app.get('/get', (req, res) => {
        res.json(guard.get(req))
      })
      app.get('/require', guard.require(dial, { appSid: 'AP1' }), (_req, res) => {
        res.json('passed')
      })
    })
    for (const path of ['/get', '/require']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await host.send({ method: 'GET', path })).status).toBe(500)
    }
    expect(host.errors).toEqual([expect.any(TypeError), expect.any(TypeError)])
  })

  test('is not believed when it is changed behind the guard', async () => {
    const guard = capabilities({ verifier })
    const forged = { explain: () => ({ allowed: true, candidates: [] }) }
    const host = await start((app) => {
      app.use(guard, (req, _res, next) => {
        req.grant = forged as unknown as Grant
        next()
      })
      app.get('/', guard.require(dial, { appSid: 'AP2' }))
    })
    expect((await host.send({ method: 'GET', path: '/', headers: GOOD })).status).toBe(403)
  })

  test('is known to its own guard only', async () => {
    const first = capabilities({ verifier })
    const second = capabilities({ verifier })
    const host = await start((app) => {
      app.get('/', first, second.require(dial, { appSid: 'AP1' }), (_req, res) => {
        res.json('passed')
      })
    })
    const answer = await host.send({ method: 'GET', path: '/', headers: GOOD })
    expect(answer.status).toBe(500)
    expect(host.errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/guard did not run/) }),
    ])
  })

  test('is known in a mounted application', async () => {
    const guard = capabilities({ verifier })
    const host = await start((app) => {
      const inner = express()
      inner.get('/', guard.require(dial, { appSid: 'AP1' }), (req, res) => {
        res.json(guard.get(req).subject)
      })
      app.use(guard)
      app.use('/inner', inner)
    })
    const answer = await host.send({ method: 'GET', path: '/inner', headers: GOOD })
    expect(answer.body).toBe('"alice"')
  })
})

describe('a guard over a bare connection', () => {
  async function open(): Promise<Awaited<ReturnType<SocketHost['open']>>> {
    const guard = capabilities({ verifier })
    const host = await start((app) => {
      app.use(guard)
      app.use((_req, res) => {
        res.json('passed')
      })
    })
    const connection = await host.open()
    onTestFinished(() => connection.destroy())
    return connection
  }

  test('refuses two Authorization headers', async () => {
    const connection = await open()
    connection.write(
      `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.good}\r\nAuthorization: Bearer ${tokens.good}\r\n\r\n`,
    )
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('answers HEAD with the length that GET would have, and no body', async () => {
    const connection = await open()
    connection.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const full = await connection.answer()
    connection.write('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n')
    const head = await connection.answer({ isHead: true })
    const withoutDate = (text: string): string => text.replace(/^Date: .*\r\n/m, '')
    const [fullHead = '', body = ''] = withoutDate(full).split('\r\n\r\n')
    expect(withoutDate(head)).toBe(`${fullHead}\r\n\r\n`)
    expect(JSON.parse(body)).toMatchObject({ code: 'missing_token' })
  })

  test('goes on with the connection after a refused request whose body nobody read', async () => {
    const connection = await open()
    const size = 1_000_000
    connection.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`)
    connection.write('x'.repeat(size))
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 401 /)
    connection.write(`GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.good}\r\n\r\n`)
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })
})
