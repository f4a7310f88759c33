import { createHmac, timingSafeEqual } from 'node:crypto'
import type { LocalRevocationStore } from '@grantline/core'
import { NAME_PATTERN } from '../shared/capabilities.ts'
import { own, parseObject } from './own-value.ts'
import { ISSUER } from './tokens.ts'

/** Who signed in, and with which restrictions; what the cookie of a name holds. */
export interface SignIn {
  readonly name: string
  /** Random, the same for as long as this name stays signed in; the `sid` of its tokens. */
  readonly session: string
  readonly listenOnly: boolean
  readonly invisible: boolean
  /** NumericDate. */
  readonly signedInAt: number
}

/** Writes and reads the signed cookies, one per signed-in name. */
export interface SignInCookies {
  /** The `Set-Cookie` value for a sign-in. */
  issue(signIn: SignIn): string
  /** The `Set-Cookie` value that removes a name's cookie. */
  clear(name: string): string
  /**
   * The sign-in that a `Cookie` header proves for this name; `null` for none, and for one that is
   * altered, old or of a session that ended.
   */
  read(header: string | null | undefined, name: string): SignIn | null
}

/** Seconds a sign-in lasts: a week. */
export const SIGN_IN_LIFE: number = 7 * 24 * 60 * 60

/** Settings of {@link createSignInCookies}. */
export interface SignInCookiesOptions {
  /** Seconds since 1970. */
  readonly clock: () => number
  /** Which sessions ended: what ends their tokens ends their cookies too. */
  readonly revocation: LocalRevocationStore
}

/** Cookies signed with HMAC-SHA256 under `key`. */
export function createSignInCookies(
  key: Uint8Array,
  { clock, revocation }: SignInCookiesOptions,
): SignInCookies {
  // The cookie's name is signed too: the value of one name is worth nothing under another.
  const sign = (cookie: string, payload: string): string =>
    createHmac('sha256', key).update(`${cookie}=${payload}`).digest('base64url')
  const isInForce = ({ name, session, signedInAt }: SignIn): boolean => {
    const expiresAt = signedInAt + SIGN_IN_LIFE
    const identity = { issuer: ISSUER, subject: name, session, issuedAt: signedInAt, expiresAt }
    const { revoked, freshness } = revocation.check(identity)
    return clock() < expiresAt && !revoked && freshness !== 'unknown'
  }

  return {
    issue(signIn) {
      const cookie = cookieName(signIn.name)
      const payload = Buffer.from(JSON.stringify(signIn)).toString('base64url')
      const value = `${payload}.${sign(cookie, payload)}`
      return `${cookie}=${value}; Max-Age=${SIGN_IN_LIFE}; ${ATTRIBUTES}`
    },
    clear: (name) => `${cookieName(name)}=; Max-Age=0; ${ATTRIBUTES}`,
    read(header, name) {
      const cookie = cookieName(name)
      const value = cookieValue(header ?? '', cookie)
      const [payload, signature, more] = value?.split('.') ?? []
      if (payload === undefined || signature === undefined || more !== undefined) return null
      const given = Buffer.from(signature)
      const expected = Buffer.from(sign(cookie, payload))
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
      const signIn = parseSignIn(Buffer.from(payload, 'base64url').toString())
      return signIn?.name === name && isInForce(signIn) ? signIn : null
    },
  }
}

const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict'

function cookieName(name: string): string {
  return `softphone.${name}`
}

/** Two cookies of one name prove nothing: nobody knows which of them the browser meant. */
function cookieValue(header: string, cookie: string): string | undefined {
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookie}=`))
    .map((pair) => pair.slice(cookie.length + 1))
  return values.length === 1 ? values[0] : undefined
}

function parseSignIn(text: string): SignIn | null {
  const object = parseObject(text)
  if (object === undefined) return null
  const name = own(object, 'name')
  const session = own(object, 'session')
  const listenOnly = own(object, 'listenOnly')
  const invisible = own(object, 'invisible')
  const signedInAt = own(object, 'signedInAt')
  if (typeof name !== 'string' || !NAME_PATTERN.test(name)) return null
  if (typeof session !== 'string' || session === '') return null
  if (typeof listenOnly !== 'boolean' || typeof invisible !== 'boolean') return null
  if (typeof signedInAt !== 'number') return null
  return { name, session, listenOnly, invisible, signedInAt }
}
