import { createMinter, importKey } from '@grantline/core'
import { tokenEndpoint } from '@grantline/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// LiveKit verifies by the secret of the API key, and finds that by the issuer.
const { LIVEKIT_API_KEY: issuer = '', LIVEKIT_API_SECRET: secret = '' } = process.env
const keys = await importKey({ alg: 'HS256', secret })
const minter = createMinter({ issuer, keys, typ: 'JWT', ttl: 600 })

/** Your sessions; null is "not signed in". */
const userOf = (_request: Request): string | null => 'alice'

const authorize = ({ request }: { request: Request }) => {
  const subject = userOf(request)
  const video = { roomJoin: true, room: 'acme' }
  return subject === null ? null : { subject, capabilities: [], claims: { video } }
}

const app = new Hono()
app.post('/token', tokenEndpoint({ minter, authorize }))
serve({ fetch: app.fetch, port: 3000 })
