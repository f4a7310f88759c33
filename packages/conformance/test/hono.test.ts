import { bodyLimit } from 'hono/body-limit'
import { startHono, startNodeServer } from './hosts/hono-host.ts'
import { describeGuard, describeMiddleware } from './suite/describe-guard.ts'
import { describeTable, readsBody } from './suite/describe-table.ts'
import { describeTokenEndpoint } from './suite/describe-token-endpoint.ts'
import { describeTwilioGuard } from './suite/describe-twilio-guard.ts'

const plain = startHono()
describeTable('hono', plain)
describeGuard('hono', plain)
describeMiddleware('hono', plain)
describeTwilioGuard('hono', plain)
describeTokenEndpoint('hono', plain)

const server = startNodeServer()
describeTable('hono on node-server', server)
describeGuard('hono on node-server', server)
describeMiddleware('hono on node-server', server)
describeTokenEndpoint('hono on node-server', server)

const based = startHono({ basePath: '/v1/api' })
describeTable('hono under a base path', based)
describeGuard('hono under a base path', based)
describeMiddleware('hono under a base path', based)
describeTokenEndpoint('hono under a base path', based)

const read = startNodeServer({
  prepare: (app) =>
    app.use(async (c, next) => {
      await c.req.text()
      await next()
    }),
})
describeTable('hono behind a middleware that reads the body', read, readsBody)
describeTokenEndpoint('hono behind a middleware that reads the body', read)

const limited = startNodeServer({ prepare: (app) => app.use(bodyLimit({ maxSize: 1_000_000 })) })
describeTable('hono behind bodyLimit', limited, readsBody)
describeTokenEndpoint('hono behind bodyLimit', limited)
