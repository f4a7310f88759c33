import { createMinter, createVerifier, generateKey } from '@grantline/core'
import { capabilities as expressGuard } from '@grantline/express'
import { capabilities as honoGuard } from '@grantline/hono'
import express from 'express'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { bearer } from '../../src/table/row.ts'
import type { SentHeader } from '../../src/wire.ts'
import { dial } from '../../src/world.ts'
import { openExpress, openHono } from '../hosts/open-server.ts'

/** An issuer of its own; all tokens are for the application AP1 of the account. */
async function issuerOf(issuer: string) {
  const keys = await generateKey('HS256')
  const { token } = await createMinter({ issuer, keys }).mint({
    subject: `somebody of ${issuer}`,
    capabilities: [dial({ appSid: issuer })],
  })
  return { verifier: createVerifier({ issuer, keys }), token }
}

const one = await issuerOf('one')
const two = await issuerOf('two')

const OPEN = [
  [
    'express',
    async () => {
      const first = expressGuard({ verifier: one.verifier, realm: 'one' })
      const second = expressGuard({
        verifier: two.verifier,
        realm: 'two',
        from: ['header', { cookie: 'two' }],
      })
      const app = express()
      app.get(
        '/one/:app',
        first,
        first.require(dial, (req) => ({ appSid: req.params.app })),
        (req, res) => {
          res.json(first.get(req).subject)
        },
      )
      app.get(
        '/two/:app',
        second,
        second.require(dial, (req) => ({ appSid: req.params.app })),
        (req, res) => {
          res.json(second.get(req).subject)
        },
      )
      const both = expressGuard({ verifier: one.verifier, realm: 'one' })
      const cookie = expressGuard({
        verifier: two.verifier,
        realm: 'two',
        from: [{ cookie: 'two' }],
      })
      app.get(
        '/both',
        both,
        cookie,
        both.require(dial, { appSid: 'one' }),
        cookie.require(dial, { appSid: 'two' }),
        (req, res) => {
          res.json([both.get(req).subject, cookie.get(req).subject, req.grant?.subject])
        },
      )
      app.get('/wrong', both, cookie, both.require(dial, { appSid: 'two' }))
      const nested = express.Router({ mergeParams: true })
      nested.get(
        '/calls',
        first.require(dial, (req) => ({ appSid: req.params.app })),
        (req, res) => {
          res.json(first.get(req).subject)
        },
      )
      const outer = express.Router()
      outer.use('/apps/:app', first, nested)
      app.use('/v1', outer)
      return await openExpress(app)
    },
  ],
  [
    'hono',
    async () => {
      const first = honoGuard({ verifier: one.verifier, realm: 'one' })
      const second = honoGuard({
        verifier: two.verifier,
        realm: 'two',
        from: ['header', { cookie: 'two' }],
      })
      const app = new Hono()
      app.get(
        '/one/:app',
        first,
        first.require(dial, (c) => ({ appSid: c.req.param('app') })),
        (c) => c.json(first.get(c).subject),
      )
      app.get(
        '/two/:app',
        second,
        second.require(dial, (c) => ({ appSid: c.req.param('app') })),
        (c) => c.json(second.get(c).subject),
      )
      const both = honoGuard({ verifier: one.verifier, realm: 'one' })
      const cookie = honoGuard({ verifier: two.verifier, realm: 'two', from: [{ cookie: 'two' }] })
      app.get(
        '/both',
        both,
        cookie,
        both.require(dial, { appSid: 'one' }),
        cookie.require(dial, { appSid: 'two' }),
        (c) => c.json([both.get(c).subject, cookie.get(c).subject, c.var.grant.subject]),
      )
      app.get('/wrong', both, cookie, both.require(dial, { appSid: 'two' }))
      const nested = new Hono().get(
        '/calls',
        first.require(dial, (c) => ({ appSid: c.req.param('app') })),
        (c) => c.json(first.get(c).subject),
      )
      const outer = new Hono().use('/apps/:app/*', first).route('/apps/:app', nested)
      app.route('/v1', outer)
      return await openHono(app)
    },
  ],
] as const

describe.each(OPEN)('several guards in one application of %s', (_name, open) => {
  const ask = async (path: string, ...headers: readonly SentHeader[]) => {
    const host = await open()
    const { status, headers: told, body } = await host.send({ method: 'GET', path, headers })
    return [status, status === 200 ? JSON.parse(body) : told['www-authenticate']]
  }
  const invalid = (realm: string) =>
    `Bearer realm="${realm}", error="invalid_token", error_description="token invalid"`

  test('each knows its issuer and its realm', async () => {
    expect(await ask('/one/one', bearer(one.token))).toEqual([200, 'somebody of one'])
    expect(await ask('/two/two', bearer(two.token))).toEqual([200, 'somebody of two'])
    expect(await ask('/one/one', bearer(two.token))).toEqual([401, invalid('one')])
    expect(await ask('/two/two', bearer(one.token))).toEqual([401, invalid('two')])
    expect(await ask('/two/two')).toEqual([401, 'Bearer realm="two"'])
  })

  test('two on one route read a source each, and require of their own grant only', async () => {
    const cookie = ['Cookie', `two=${two.token}`] as const
    expect(await ask('/both', bearer(one.token), cookie)).toEqual([
      200,
      ['somebody of one', 'somebody of two', 'somebody of two'],
    ])
    expect(await ask('/both', bearer(one.token))).toEqual([401, 'Bearer realm="two"'])
    expect(await ask('/both', cookie)).toEqual([401, 'Bearer realm="one"'])
    // What the second grant allows does not help the first guard.
    expect((await ask('/wrong', bearer(one.token), cookie))[0]).toBe(403)
  })

  test('a guard in front of a mounted router reads the parameters of the whole path', async () => {
    expect(await ask('/v1/apps/one/calls', bearer(one.token))).toEqual([200, 'somebody of one'])
    expect((await ask('/v1/apps/two/calls', bearer(one.token)))[0]).toBe(403)
    expect((await ask('/v1/apps/one/calls', bearer(two.token)))[0]).toBe(401)
  })
})
