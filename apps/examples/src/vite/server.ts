import { createMinter, defineCapability, exact, generateKey } from '@grantline/core'
import { tokenEndpoint } from '@grantline/hono'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const keys = await generateKey('EdDSA')
const minter = createMinter({ issuer: 'https://phone.example', keys, ttl: 300 })

/** Your sessions; null is "not signed in". */
const userOf = (_request: Request): string | null => 'alice'

const authorize = ({ request }: { request: Request }) => {
  const subject = userOf(request)
  return subject === null ? null : { subject, capabilities: [dial({ appSid: 'AP123' })] }
}

const app = new Hono()
app.post('/token', tokenEndpoint({ minter, authorize }))
app.get('*', serveStatic({ root: process.env['PAGES'] ?? 'dist' }))
serve({ fetch: app.fetch, port: 3000 })
