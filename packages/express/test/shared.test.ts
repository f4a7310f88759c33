import express from 'express'
import {
  describeGuard,
  describeMiddleware,
  describeTokenEndpoint,
} from '../../core/test/http/suite/describe-host.ts'
import { describeTwilioGuard } from '../../core/test/http/suite/describe-twilio-guard.ts'
import { TOKEN_CASES } from '../../core/test/http/suite/token-cases.ts'
import { startExpress } from './express-host.ts'

describeGuard('express', startExpress())
describeMiddleware('express', startExpress())
describeTwilioGuard('express', startExpress())
describeTokenEndpoint('express without a body parser', startExpress())
describeTokenEndpoint(
  'express behind json, urlencoded and text',
  startExpress((app) => {
    app.use(express.json({ strict: false }), express.urlencoded({ extended: true }), express.text())
  }),
  TOKEN_CASES,
)
describeTokenEndpoint(
  'express behind raw',
  startExpress((app) => {
    app.use(express.raw({ type: '*/*' }))
  }),
)
describeTokenEndpoint(
  'express behind text, then json',
  startExpress((app) => {
    app.use(express.text({ type: '*/*' }), express.json())
  }),
)
