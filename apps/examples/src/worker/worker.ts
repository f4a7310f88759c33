import {
  createKeyRing,
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  importKey,
} from '@grantline/core'
import { createGate, Denial, jwksHandler, requestView, tokenHandler } from '@grantline/core/http'

/** What `wrangler secret put SIGNING_KEY` holds: a private JWK. */
interface Env {
  readonly SIGNING_KEY: string
}
type Handler = (request: Request) => Promise<Response>

const dial = defineCapability('client:outgoing', { appSid: exact() })
const issuer = 'https://phone.example'

/** Your sessions. */
const users = new Map([['session=a1', 'alice']])

async function setUp(env: Env): Promise<Handler> {
  const keys = createKeyRing([await importKey({ alg: 'ES256', jwk: JSON.parse(env.SIGNING_KEY) })])
  const minter = createMinter({ issuer, keys, ttl: 300 })
  const gate = createGate({ verifier: createVerifier({ issuer, keys }) })
  const publishKeys = jwksHandler({ keys })
  const issueToken = tokenHandler({
    minter,
    authorize: ({ request }) => {
      const subject = users.get(request.headers.get('cookie') ?? '')
      return subject === undefined ? null : { subject, capabilities: [dial({ appSid: 'AP123' })] }
    },
  })

  const call = async (request: Request, appSid: string): Promise<Response> => {
    const view = requestView(request)
    try {
      const grant = await gate.authenticate(view)
      await gate.require(dial, () => ({ appSid }))(grant, view)
      return Response.json({ caller: grant.subject, app: appSid })
    } catch (error) {
      if (error instanceof Denial) return error.toResponse(request.method)
      throw error
    }
  }

  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/token') return await issueToken(request)
    if (pathname === '/.well-known/jwks.json') return await publishKeys(request)
    const [, app] = /^\/calls\/(\w+)$/.exec(pathname) ?? []
    return app === undefined ? new Response(null, { status: 404 }) : await call(request, app)
  }
}

let ready: Promise<Handler> | undefined

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const handle = await (ready ??= setUp(env))
    return await handle(request)
  },
}
