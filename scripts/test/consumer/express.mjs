import { once } from 'node:events'
import { capabilities, tokenEndpoint } from '@grantline/express'
import express from 'express'
import { authorize, callOverHttp, dial, minter, verifier } from './call-over-http.mjs'

const app = express()
const guard = capabilities({ verifier })
app.use('/calls', guard)
app.post('/token', tokenEndpoint({ minter, authorize }))
app.post(
  '/calls/:app',
  guard.require(dial, (req) => ({ appSid: req.params.app })),
  (req, res) => {
    res.json({ caller: guard.get(req).subject })
  },
)

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
await callOverHttp(`http://127.0.0.1:${server.address().port}`)
server.closeAllConnections()
server.close()
