// Compiled with the types of Node, which those of Express need.
import {
  capabilities as expressCapabilities,
  tokenEndpoint as expressTokenEndpoint,
} from '@grantline/express'
import { capabilities, tokenEndpoint } from '@grantline/hono'
import { createMinter, createVerifier, defineCapability, exact, generateKey } from '@grantline/core'
import express from 'express'
import { Hono } from 'hono'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const keys = await generateKey('HS256')
const verifier = createVerifier({ issuer: 'here', keys })
const minter = createMinter({ issuer: 'here', keys })
const authorize = () => ({ subject: 'alice', capabilities: [dial({ appSid: 'AP1' })] })

const guard = expressCapabilities({ verifier })
export const onExpress = express()
  .use('/calls', guard)
  .post('/token', expressTokenEndpoint({ minter, authorize }))
  .post(
    '/calls/:app',
    guard.require(dial, (req) => ({ appSid: String(req.params['app']) })),
    (req, res) => {
      res.json({ caller: guard.get(req).subject })
    },
  )

const honoGuard = capabilities({ verifier })
export const onHono = new Hono()
  .use('/calls/*', honoGuard)
  .post('/token', tokenEndpoint({ minter, authorize }))
  .post(
    '/calls/:app',
    honoGuard.require(dial, (c) => ({ appSid: c.req.param('app') ?? '' })),
    (c) => c.json({ caller: c.var.grant.subject }),
  )
