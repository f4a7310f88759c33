import { GrantlineError, isGrantlineError } from '../errors.ts'
import type { RequestView } from './request-view.ts'
import { tokenFromProtocols } from './ws-protocol.ts'

/** Where a gate looks for a token. */
export type TokenFrom = 'header' | 'websocket-protocol'

/** The one credential of a request, none, or what is wrong with it. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'malformed'; readonly error: GrantlineError }

const NONE: Credential = Object.freeze({ kind: 'none' })

const READERS: Readonly<Record<TokenFrom, (view: RequestView) => Credential>> = {
  header: readAuthorization,
  'websocket-protocol': readProtocols,
}

/** The names of the sources. */
export const TOKEN_SOURCES: readonly TokenFrom[] = Object.freeze(['header', 'websocket-protocol'])

/** Reads the one credential from the given sources; a second one makes the request malformed. */
export function readCredential(view: RequestView, sources: readonly TokenFrom[]): Credential {
  const found = sources
    .map((source) => READERS[source](view))
    .filter((credential) => credential.kind !== 'none')
  if (found.length > 1) return malformed('the request holds more than one token')
  return found[0] ?? NONE
}

/** RFC 6750 §2.1: `b64token`. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/

/** The scheme by itself: `Bearer` behind which no further character of a scheme name stands. */
const BEARER = /^bearer(?![A-Za-z0-9!#$%&'*+\-.^_`|~])/i

function readAuthorization(view: RequestView): Credential {
  const header = view.header('authorization')
  if (header === null || header === undefined) return NONE
  // Also how two headers of the name look once they are joined.
  if (header.includes(',')) return malformed('the Authorization header holds a comma')
  if (!BEARER.test(header)) return NONE
  if (header.charAt(6) !== ' ') return malformed('the Authorization header holds no token')
  return readToken(header.slice(7))
}

function readProtocols(view: RequestView): Credential {
  let token: string | null
  try {
    token = tokenFromProtocols(view.header('sec-websocket-protocol'))
  } catch (error) {
    if (isGrantlineError(error)) return { kind: 'malformed', error }
    throw error
  }
  return token === null ? NONE : readToken(token)
}

function readToken(token: string): Credential {
  if (!TOKEN.test(token)) return malformed('the token holds a character that no token may hold')
  return { kind: 'token', token }
}

function malformed(message: string): Credential {
  return { kind: 'malformed', error: new GrantlineError('malformed_request', { message }) }
}
