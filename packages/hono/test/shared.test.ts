import { bodyLimit } from 'hono/body-limit'
import {
  describeGuard,
  describeMiddleware,
  describeTokenEndpoint,
} from '../../core/test/http/suite/describe-host.ts'
import { describeTwilioGuard } from '../../core/test/http/suite/describe-twilio-guard.ts'
import { startHono, startNodeServer } from './hono-host.ts'

describeGuard('hono', startHono())
describeMiddleware('hono', startHono())
describeTwilioGuard('hono', startHono())
describeTokenEndpoint('hono', startHono())

describeGuard('hono on node-server', startNodeServer())
describeMiddleware('hono on node-server', startNodeServer())
describeTokenEndpoint('hono on node-server', startNodeServer())
describeTokenEndpoint(
  'hono behind a middleware that reads the body',
  startNodeServer((app) => {
    app.use(async (c, next) => {
      await c.req.text()
      await next()
    })
  }),
)
describeTokenEndpoint(
  'hono behind bodyLimit',
  startNodeServer((app) => {
    app.use(bodyLimit({ maxSize: 1_000_000 }))
  }),
)
