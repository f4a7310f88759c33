import type { Grant } from '@grantline/core'
import { capabilities as expressGuard } from '@grantline/express'
import { capabilities as honoGuard } from '@grantline/hono'
import express from 'express'
import { Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { bearer, get } from '../../src/table/row.ts'
import { createWorld, dial } from '../../src/world.ts'
import { openExpress, openHono } from '../hosts/open-server.ts'

const world = await createWorld()

/** What looks like a grant that allows everything. */
const FORGED = {
  subject: 'mallory',
  capabilities: [dial({ appSid: 'AP1' }), dial({ appSid: 'AP2' })],
  allows: () => true,
  explain: () => ({ allowed: true, candidates: [] }),
}

/** Where other libraries put who asks. */
const FIELDS = ['grant', 'auth', 'user', 'token', 'session', 'capabilities', 'kauth'] as const

const good = bearer(world.tokens.good)

describe('express believes no value that another middleware put on the request', () => {
  const open = async (where: 'before' | 'behind', field: string) => {
    const { verifier } = setupOf(world).gate
    const guard = expressGuard({ verifier })
    const errors: unknown[] = []
    const app = express()
    const forge: express.RequestHandler = (req, res, next) => {
      Object.assign(req, { [field]: FORGED })
      Object.assign(res.locals, { [field]: FORGED })
      next()
    }
    app.use('/guarded', ...(where === 'before' ? [forge, guard] : [guard, forge]))
    app.use('/bare', forge)
    app.get(['/guarded/two', '/bare/two'], guard.require(dial, { appSid: 'AP2' }), (_req, res) => {
      res.json('passed')
    })
    app.get(['/guarded', '/bare'], (req, res) => {
      res.json(guard.get(req).subject)
    })
    const hook: express.ErrorRequestHandler = (error, _req, res, _next) => {
      errors.push(error)
      res.status(500).end()
    }
    app.use(hook)
    return await openExpress(app, errors)
  }

  test.each(FIELDS.flatMap((field) => [[field, 'before'] as const, [field, 'behind'] as const]))(
    '%s, put there %s the guard',
    async (field, where) => {
      const host = await open(where, field)
      expect((await host.send(get('/guarded'))).status).toBe(401)
      expect((await host.send(get('/guarded', good))).body).toBe('"alice"')
      expect((await host.send(get('/guarded/two', good))).status).toBe(403)
      expect(host.errors).toEqual([])
    },
  )

  test.each(FIELDS)('%s, where no guard runs', async (field) => {
    const host = await open('before', field)
    expect((await host.send(get('/bare', good))).status).toBe(500)
    expect((await host.send(get('/bare/two', good))).status).toBe(500)
    expect(host.errors).toEqual([expect.any(TypeError), expect.any(TypeError)])
  })
})

describe('hono believes no value that another middleware put on the context', () => {
  const open = async (where: 'before' | 'behind', field: string) => {
    const { verifier } = setupOf(world).gate
    const guard = honoGuard({ verifier })
    const errors: unknown[] = []
    const app = new Hono<{ Variables: { grant: Grant } }>()
    app.onError((error, c) => {
      if (error instanceof HTTPException) return error.getResponse()
      errors.push(error)
      return c.body(null, 500)
    })
    const forge: MiddlewareHandler = async (c, next) => {
      c.set(field, FORGED)
      await next()
    }
    const [first, second] = where === 'before' ? [forge, guard] : [guard, forge]
    app.use('/guarded/*', first, second)
    app.use('/bare/*', forge)
    for (const path of ['/guarded', '/bare']) {
      app.get(`${path}/two`, guard.require(dial, { appSid: 'AP2' }), (c) => c.json('passed'))
      app.get(`${path}/`, (c) => c.json(guard.get(c).subject))
    }
    return await openHono(app as unknown as Hono, errors)
  }

  test.each(FIELDS.flatMap((field) => [[field, 'before'] as const, [field, 'behind'] as const]))(
    '%s, put there %s the guard',
    async (field, where) => {
      const host = await open(where, field)
      expect((await host.send(get('/guarded/'))).status).toBe(401)
      expect((await host.send(get('/guarded/', good))).body).toBe('"alice"')
      expect((await host.send(get('/guarded/two', good))).status).toBe(403)
      expect(host.errors).toEqual([])
    },
  )

  test.each(FIELDS)('%s, where no guard runs', async (field) => {
    const host = await open('before', field)
    expect((await host.send(get('/bare/', good))).status).toBe(500)
    expect((await host.send(get('/bare/two', good))).status).toBe(500)
    expect(host.errors).toEqual([expect.any(TypeError), expect.any(TypeError)])
  })
})
