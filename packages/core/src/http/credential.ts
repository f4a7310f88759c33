import { GrantlineError, isGrantlineError } from '../errors.ts'
import type { RequestView } from './request-view.ts'
import { trimSpace } from './trim-space.ts'
import { tokenFromProtocols } from './ws-protocol.ts'

/** Where a gate looks for a token; a cookie and a ticket have a name. */
export type TokenFrom =
  | 'header'
  | 'websocket-protocol'
  | { readonly cookie: string }
  | { readonly ticket: string }

/** The kind of a source. */
export type SourceKind = 'header' | 'websocket-protocol' | 'cookie' | 'ticket'

/** The one credential of a request, none, or what is wrong with it. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string; readonly from: SourceKind }
  | { readonly kind: 'malformed'; readonly error: GrantlineError }

/** Reads the one credential of a request. */
export type CredentialReader = (view: RequestView) => Credential

const NONE: Credential = Object.freeze({ kind: 'none' })

/**
 * Prepares the reading of the given sources; a second credential, in one of them or in two, makes
 * the request malformed.
 */
export function createCredentialReader(sources: readonly TokenFrom[]): CredentialReader {
  const readers = sources.map(readerOf)
  const [only] = readers
  if (only !== undefined && readers.length === 1) return only
  return (view) => {
    const found = readers.map((read) => read(view)).filter(({ kind }) => kind !== 'none')
    if (found.length > 1) return malformed('the request holds more than one token')
    return found[0] ?? NONE
  }
}

function readerOf(source: TokenFrom): CredentialReader {
  if (source === 'header') return readAuthorization
  if (source === 'websocket-protocol') return readProtocols
  if ('cookie' in source) {
    const { cookie } = source
    return (view) => readOnly('cookie', cookiesNamed(view.header('cookie') ?? '', cookie))
  }
  const { ticket } = source
  return (view) => readOnly('ticket', queryParameters(view.url, ticket))
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
  return readToken('header', header.slice(7))
}

function readProtocols(view: RequestView): Credential {
  let token: string | null
  try {
    token = tokenFromProtocols(view.header('sec-websocket-protocol'))
  } catch (error) {
    if (isGrantlineError(error)) return { kind: 'malformed', error }
    throw error
  }
  return token === null ? NONE : readToken('websocket-protocol', token)
}

/** The values of a cookie (RFC 6265 §4.2.1); a browser may send two of one name. */
function cookiesNamed(header: string, name: string): readonly string[] {
  return header.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    const isNamed = equals > 0 && trimSpace(pair.slice(0, equals)) === name
    return isNamed ? [trimSpace(pair.slice(equals + 1))] : []
  })
}

/** The values of a query parameter, decoded. */
function queryParameters(url: string, name: string): readonly string[] {
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? []
  return new URLSearchParams(query).getAll(name)
}

function readOnly(from: SourceKind, values: readonly string[]): Credential {
  const [value, ...more] = values
  if (value === undefined) return NONE
  return more.length > 0 ? malformed(`two tokens are named as the ${from}`) : readToken(from, value)
}

function readToken(from: SourceKind, token: string): Credential {
  if (!TOKEN.test(token)) return malformed('the token holds a character that no token may hold')
  return { kind: 'token', token, from }
}

function malformed(message: string): Credential {
  return { kind: 'malformed', error: new GrantlineError('malformed_request', { message }) }
}
