import express, { type Express } from 'express'
import { startExpress } from './hosts/express-host.ts'
import { describeGuard, describeMiddleware } from './suite/describe-guard.ts'
import { describeTable, readsBody } from './suite/describe-table.ts'
import { describeTokenEndpoint } from './suite/describe-token-endpoint.ts'
import { describeTwilioGuard } from './suite/describe-twilio-guard.ts'

/** Express hosts that differ in what stands in front of the routes. */
const behind = (prepare: (app: Express) => void) => startExpress({ prepare })

const plain = startExpress()
describeTable('express without a body parser', plain)
describeGuard('express', plain)
describeMiddleware('express', plain)
describeTwilioGuard('express', plain)
describeTokenEndpoint('express without a body parser', plain)

// A JSON parser answers by itself what is no JSON.
const json = behind((app) => app.use(express.json({ strict: false })))
describeTable('express behind json', json, (row) => readsBody(row) && row.noParser !== true)
describeTokenEndpoint('express behind json', json)

const urlencoded = behind((app) => app.use(express.urlencoded({ extended: true })))
describeTable('express behind urlencoded', urlencoded, readsBody)
describeTokenEndpoint('express behind urlencoded', urlencoded)

const text = behind((app) => app.use(express.text({ type: '*/*' }), express.json()))
describeTable('express behind text, then json', text, readsBody)
describeTokenEndpoint('express behind text, then json', text)

const raw = behind((app) => app.use(express.raw({ type: '*/*' })))
describeTable('express behind raw', raw, readsBody)
describeTokenEndpoint('express behind raw', raw)

const all = behind((app) => {
  app.use(express.json({ strict: false }), express.urlencoded({ extended: false }), express.text())
})
describeTable('express behind json, urlencoded and text', all, ({ noParser }) => noParser !== true)
describeGuard('express behind json, urlencoded and text', all)
describeTokenEndpoint('express behind json, urlencoded and text', all)

const mounted = startExpress({
  mount: '/v1/api',
  prepare: (app) => {
    app.use(express.urlencoded({ extended: true }))
    app.set('trust proxy', true)
  },
})
describeTable('express in a mounted router behind a trusted proxy', mounted)
describeGuard('express in a mounted router behind a trusted proxy', mounted)
describeMiddleware('express in a mounted router behind a trusted proxy', mounted)
describeTokenEndpoint('express in a mounted router behind a trusted proxy', mounted)
