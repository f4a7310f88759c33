import { AccessToken, voiceGrant } from '@grantline/core/twilio'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const { TWILIO_ACCOUNT_SID = '', TWILIO_API_KEY = '', TWILIO_API_SECRET = '' } = process.env
const account = { accountSid: TWILIO_ACCOUNT_SID, keySid: TWILIO_API_KEY }
const ttl = 600

/** Your sessions; null is "not signed in". */
const userOf = (_request: Request): string | null => 'alice'

const app = new Hono()
app.post('/token', async (c) => {
  const identity = userOf(c.req.raw)
  if (identity === null) return c.json({ error: 'login_required' }, 401)
  const access = new AccessToken({ ...account, secret: TWILIO_API_SECRET, identity, ttl })
  access.addGrant(voiceGrant({ outgoingApplicationSid: `AP${'1'.repeat(32)}` }))
  c.header('Cache-Control', 'no-store')
  return c.json({ access_token: await access.toJwt(), expires_in: ttl })
})
serve({ fetch: app.fetch, port: 3000 })
