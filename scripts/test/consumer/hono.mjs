import { once } from 'node:events'
import { capabilities, tokenEndpoint } from '@grantline/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { authorize, callOverHttp, dial, minter, verifier } from './call-over-http.mjs'

const app = new Hono()
const guard = capabilities({ verifier })
app.use('/calls/*', guard)
app.post('/token', tokenEndpoint({ minter, authorize }))
app.post(
  '/calls/:app',
  guard.require(dial, (c) => ({ appSid: c.req.param('app') })),
  (c) => c.json({ caller: c.var.grant.subject }),
)

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
if (!server.listening) await once(server, 'listening')
await callOverHttp(`http://127.0.0.1:${server.address().port}`)
server.closeAllConnections()
server.close()
