import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  importKey,
  type Grant,
} from '@grantline/core'
import {
  createGate,
  Denial,
  requestView,
  tokenHandler,
  type Endpoint,
  type Gate,
} from '@grantline/core/http'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const issuer = 'https://phone.example'

/** Your sessions. */
const users = new Map([['session=a1', 'alice']])

interface Server {
  readonly issueToken: Endpoint
  readonly gate: Gate
}

async function setUp(): Promise<Server> {
  const keys = await importKey({ alg: 'HS256', secret: process.env['TOKEN_SECRET'] ?? '' })
  const minter = createMinter({ issuer, keys, ttl: 300 })
  const issueToken = tokenHandler({
    minter,
    // `request.url` of Next names the host that it listens on, not the one that browsers know.
    publicUrl: process.env['PUBLIC_URL'] ?? 'http://localhost:3000',
    authorize: ({ request }) => {
      const subject = users.get(request.headers.get('cookie') ?? '')
      return subject === undefined ? null : { subject, capabilities: [dial({ appSid: 'AP123' })] }
    },
  })
  return { issueToken, gate: createGate({ verifier: createVerifier({ issuer, keys }) }) }
}

let ready: Promise<Server> | undefined

/** Set up by the first request: `next build` loads this file as well, and has no secrets. */
export const server = (): Promise<Server> => (ready ??= setUp())

/** Answers with what `handle` makes of the grant, if it allows a call through the application. */
export async function withDialGrant(
  request: Request,
  appSid: string,
  handle: (grant: Grant) => Response,
): Promise<Response> {
  const { gate } = await server()
  const view = requestView(request)
  try {
    const grant = await gate.authenticate(view)
    await gate.require(dial, () => ({ appSid }))(grant, view)
    return handle(grant)
  } catch (error) {
    if (error instanceof Denial) return error.toResponse(request.method)
    throw error
  }
}
