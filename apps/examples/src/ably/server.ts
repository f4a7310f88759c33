import { createMinter, importKey } from '@grantline/core'
import { tokenEndpoint } from '@grantline/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// An API key of Ably is its name, a colon, and its secret.
const [kid = '', secret = ''] = (process.env['ABLY_API_KEY'] ?? '').split(':')
const keys = await importKey({ alg: 'HS256', secret }, { kid })
const minter = createMinter({ issuer: 'https://chat.example', keys, typ: 'JWT', ttl: 600 })

/** Your sessions; null is "not signed in". */
const userOf = (_request: Request): string | null => 'alice'

const authorize = ({ request }: { request: Request }) => {
  const subject = userOf(request)
  if (subject === null) return null
  const capability = JSON.stringify({ 'room:acme': ['subscribe', 'publish'] })
  const claims = { 'x-ably-clientId': subject, 'x-ably-capability': capability }
  return { subject, capabilities: [], claims }
}

const app = new Hono()
app.post('/token', tokenEndpoint({ minter, authorize }))
serve({ fetch: app.fetch, port: 3000 })
