import { randomUUID } from 'node:crypto'
import type { Grant, RevocationStore } from '@grantline/core'
import { denied, type AuthorizedToken, type Denied } from '@grantline/core/http'
import { NAME_PATTERN } from '../shared/capabilities.ts'
import type { DialProblem } from '../shared/protocol.ts'
import { failed } from './failure.ts'
import { own, ownText, parseObject } from './own-value.ts'
import { openPeopleStream } from './people-stream.ts'
import {
  cookieReply,
  eventStreamReply,
  jsonReply,
  problemReply,
  type Reply,
  type StreamReply,
} from './reply.ts'
import { capabilitiesOf, routeCall, signedDial } from './rules.ts'
import { isJson, isSameOrigin, type ReadHeader } from './same-origin.ts'
import { SIGN_IN_LIFE, type SignIn, type SignInCookies } from './sign-in-cookie.ts'
import type { Switchboard } from './switchboard.ts'

/** The largest body of any request, in bytes. */
export const MAX_BODY_BYTES: number = 16 * 1024

/** What a handler reads of a request. */
export interface Incoming {
  readonly header: ReadHeader
  readonly body: string
}

/** What the routes do; the two apps only bind it to their framework. */
export interface Handlers {
  signIn(incoming: Incoming): Reply
  signOut(incoming: Incoming): Promise<Reply>
  /** Who a token is for and what it allows; `null` = that name is not signed in. */
  authorize(body: Readonly<Record<string, unknown>>, cookies: string | null): AuthorizedToken | null
  /**
   * Whether whoever is signed in as that name may revoke a token, `null` for one that is no good: it
   * takes the cookie of the token's own session.
   */
  mayRevoke(as: string | undefined, grant: Grant | null, cookies: string | null): boolean | Denied
  /** Places a call; `grant` has passed the guard for this application. */
  dial(grant: Grant, appSid: string, incoming: Incoming): Reply
  /** Who comes and goes; `grant` has passed the guard for these events. */
  events(grant: Grant): StreamReply
  health(): Reply
  /** For whatever a framework or a handler threw. */
  readonly failed: (error: unknown) => Reply
}

/** Settings of {@link createHandlers}. */
export interface HandlersOptions {
  readonly framework: string
  readonly cookies: SignInCookies
  readonly revocation: RevocationStore
  readonly switchboard: Switchboard
  /** Seconds since 1970. */
  readonly clock: () => number
  /** Told of what nobody expected. */
  readonly onError: (error: unknown) => void
}

/** The handlers of one server. */
export function createHandlers(options: HandlersOptions): Handlers {
  const { framework, cookies, revocation, switchboard, clock, onError } = options
  const { watchPeople } = switchboard
  const readSignedIn = (name: unknown, header: string | null): SignIn | null =>
    isName(name) ? cookies.read(header, name) : null

  return {
    signIn(incoming) {
      const refusal = refuseForeign(incoming.header)
      if (refusal !== undefined) return refusal
      const wish = readSignIn(incoming.body)
      if (wish === undefined) {
        const title = 'A name has 1 to 24 letters, digits or underscores.'
        return problemReply(400, 'bad_request', title)
      }
      // The same session again, so that the other tabs of this name go on with their calls.
      const before = cookies.read(incoming.header('cookie'), wish.name)
      const session = before?.session ?? randomUUID()
      return cookieReply(cookies.issue({ ...wish, session, signedInAt: clock() }))
    },
    async signOut(incoming) {
      const refusal = refuseForeign(incoming.header)
      if (refusal !== undefined) return refusal
      const name = readName(parseObject(incoming.body), 'as')
      if (name === undefined) return problemReply(400, 'bad_request', 'Nobody has this name.')
      const signIn = cookies.read(incoming.header('cookie'), name)
      if (signIn !== null) {
        const { session } = signIn
        // First, while the sockets can still be told: the revocation closes them.
        switchboard.signOut(session)
        const expiresAt = clock() + SIGN_IN_LIFE
        await revocation.revoke({ level: 'session', value: session, expiresAt })
      }
      return cookieReply(cookies.clear(name))
    },
    authorize(body, header) {
      const signIn = readSignedIn(own(body, 'as'), header)
      if (signIn === null) return null
      const { session } = signIn
      return { subject: signIn.name, session, capabilities: capabilitiesOf(signIn) }
    },
    mayRevoke(as, grant, header) {
      const signIn = readSignedIn(as, header)
      if (signIn === null) return false
      // Where the token is no good there is nothing to revoke, and nothing to tell.
      const isOwn = grant === null || grant.session === signIn.session
      return isOwn || denied('access_denied')
    },
    events: (grant) =>
      eventStreamReply(openPeopleStream(grant, { watchPeople, revocation, clock })),
    dial(grant, appSid, incoming) {
      const signed = signedDial(grant, appSid)
      const body = parseObject(incoming.body)
      const to = body === undefined ? undefined : ownText(body, 'to', MAX_BODY_BYTES)
      if (signed === undefined || grant.session === undefined) {
        return problemReply(403, 'insufficient_capability', 'The token does not allow this call.')
      }
      if (body === undefined || to === undefined) {
        return dialProblem({ code: 'bad_request', title: 'The request names nobody to call.' })
      }
      const route = routeCall({ ...signed, to })
      if ('refused' in route) return dialProblem(route.refused)
      const connection = ownText(body, 'connection', MAX_BODY_BYTES)
      if (connection === undefined && own(body, 'connection') !== undefined) {
        return dialProblem({
          code: 'bad_request',
          title: 'The connection is not one of this server.',
        })
      }
      const result = switchboard.dial({ session: grant.session, connection, ...route })
      return 'refused' in result ? dialProblem(result.refused) : jsonReply(201, result)
    },
    health: () => jsonReply(200, { status: 'ok', framework }),
    failed: (error) => failed(error, onError),
  }
}

const DIAL_STATUS = {
  bad_request: 400,
  not_available: 404,
  busy: 409,
} as const satisfies Record<DialProblem['code'], number>

function dialProblem({ code, title }: DialProblem): Reply {
  return problemReply(DIAL_STATUS[code], code, title)
}

/** Sign-in and sign-out act on cookies, which browsers send along for any page that asks. */
function refuseForeign(header: ReadHeader): Reply | undefined {
  if (!isSameOrigin(header)) {
    return problemReply(403, 'cross_site', 'Only the page of this server may do this.')
  }
  if (!isJson(header)) return problemReply(415, 'bad_type', 'The body must be JSON.')
  return undefined
}

function readSignIn(text: string): Pick<SignIn, 'name' | 'listenOnly' | 'invisible'> | undefined {
  const body = parseObject(text)
  const name = readName(body, 'name')
  if (body === undefined || name === undefined) return undefined
  const listenOnly = own(body, 'listenOnly') ?? false
  const invisible = own(body, 'invisible') ?? false
  if (typeof listenOnly !== 'boolean' || typeof invisible !== 'boolean') return undefined
  return { name, listenOnly, invisible }
}

function readName(
  body: Readonly<Record<string, unknown>> | undefined,
  member: string,
): string | undefined {
  const name = body === undefined ? undefined : own(body, member)
  return isName(name) ? name : undefined
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME_PATTERN.test(value)
}
