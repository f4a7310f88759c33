import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  importKey,
  type Grant,
  type MintedToken,
  type Minter,
} from '@grantline/core'
import type { InitialToken } from '@grantline/core/client'
import {
  createGate,
  Denial,
  requestView,
  tokenHandler,
  type AuthorizedToken,
  type Endpoint,
  type Gate,
} from '@grantline/core/http'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const issuer = 'https://phone.example'

/** Your sessions. */
const users = new Map([['a1', 'alice']])

interface Server {
  readonly issueToken: Endpoint
  readonly gate: Gate
  readonly minter: Minter
}

/** What the session may do; `null` without one. */
function rightsOf(session: string | undefined): AuthorizedToken | null {
  const subject = users.get(session ?? '')
  return subject === undefined ? null : { subject, capabilities: [dial({ appSid: 'AP123' })] }
}

async function setUp(): Promise<Server> {
  const keys = await importKey({ alg: 'HS256', secret: process.env['TOKEN_SECRET'] ?? '' })
  const minter = createMinter({ issuer, keys, ttl: 300 })
  const issueToken = tokenHandler({
    minter,
    // `request.url` of Next names the host that it listens on, not the one that browsers know.
    publicUrl: process.env['PUBLIC_URL'] ?? 'http://localhost:3000',
    authorize: ({ request }) => {
      const [, session] = /(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie') ?? '') ?? []
      return rightsOf(session)
    },
  })
  return { issueToken, minter, gate: createGate({ verifier: createVerifier({ issuer, keys }) }) }
}

let ready: Promise<Server> | undefined

/** Set up by the first request: `next build` loads this file as well, and has no secrets. */
export const server = (): Promise<Server> => (ready ??= setUp())

const minted = new Map<string, { readonly token: MintedToken; readonly at: number }>()

/** A token that a page starts with, without a request of its own; what is shown in one minute shares it. */
export async function initialToken(session: string | undefined): Promise<InitialToken | undefined> {
  const rights = rightsOf(session)
  if (session === undefined || rights === null) return undefined
  const known = minted.get(session)
  const { token, at } =
    known && Date.now() - known.at < 60_000
      ? known
      : { token: await (await server()).minter.mint(rights), at: Date.now() }
  minted.set(session, { token, at })
  return { token: token.token, expiresIn: token.expiresIn, ageMs: Date.now() - at }
}

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
