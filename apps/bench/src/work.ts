import { carried, defineCapability, exact, optional } from '@grantline/core'
import type { Capability } from '@grantline/core'
import { signToken, type Keys } from './keys.ts'

/** Who issues the tokens of every scenario. */
export const ISSUER = 'https://phone.example'
/** Whom they are for. */
export const AUDIENCE = 'https://calls.example'
/** The `typ` header of every token. */
export const TYP = 'capability+jwt'
/** Seconds a minted token lives. */
export const TTL = 3600
/** The application that is dialled. */
export const APP_SID = 'APabe7650f654fc34655fc81ae71caa3ff'

/** May take calls under a name. */
const answer = defineCapability('client:incoming', { clientName: exact() })
/** May dial an application. */
export const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  clientName: optional(carried()),
})

/** The users whose tokens are minted. */
const USERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi']

/** The user of a turn: no call is the same as the one before. */
export function userOf(turn: number): string {
  return USERS[turn % USERS.length] ?? 'alice'
}

/** The two capabilities that every minted token holds. */
export function twoCapabilities(user: string): readonly Capability[] {
  return [answer({ clientName: user }), dial({ appSid: APP_SID, clientName: user })]
}

/** The same as text, as somebody without Grantline would write it. */
export function twoScopes(user: string): string {
  const name = encodeURIComponent(user)
  const app = encodeURIComponent(APP_SID)
  return `scope:client:incoming?clientName=${name} scope:client:outgoing?appSid=${app}&clientName=${name}`
}

/** The header of every token that is verified. */
export function headerFor({ alg }: Keys): object {
  return { alg, typ: TYP }
}

/** The claims of every token that is verified, issued a minute ago. */
export function claimsWith(scope: string, id = 'Q2h1bmt5IGJhY29uIQ'): Record<string, unknown> {
  // Some peers refuse an `iat` of this very second, as they cut their clock to whole ones.
  const now = Math.floor(Date.now() / 1000) - 60
  return { iss: ISSUER, sub: 'alice', aud: AUDIENCE, exp: now + TTL, iat: now, jti: id, scope }
}

/** The token that every peer verifies. */
export function oneToken(keys: Keys): string {
  return signToken(keys, headerFor(keys), claimsWith(twoScopes('alice')))
}

/** As many tokens, each with a scope of its own. */
export function manyTokens(keys: Keys, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    signToken(keys, headerFor(keys), claimsWith(twoScopes(`user-${index}`), `id-${index}`)),
  )
}
