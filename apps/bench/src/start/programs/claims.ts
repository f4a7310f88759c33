/** The secret of every token, as text: some libraries take nothing else. */
export const SECRET = 'c8f1d0a5b7e34926a1f0e4d2b39c7785'
export const ISSUER = 'https://phone.example'
export const AUDIENCE = 'https://calls.example'
/** The `typ` of the header, where a library lets it be said. */
export const TYP = 'capability+jwt'
export const TTL = 3600
export const APP_SID = 'APabe7650f654fc34655fc81ae71caa3ff'
/** The two capabilities as text, as somebody without Grantline would write them. */
export const SCOPE = `scope:client:incoming?clientName=alice scope:client:outgoing?appSid=${APP_SID}&clientName=alice`

/** The claims of a token that lives an hour from now. */
export function claimsOf(jti: string): {
  readonly iss: string
  readonly sub: string
  readonly aud: string
  readonly exp: number
  readonly iat: number
  readonly jti: string
  readonly scope: string
} {
  const iat = Math.floor(Date.now() / 1000)
  return { iss: ISSUER, sub: 'alice', aud: AUDIENCE, exp: iat + TTL, iat, jti, scope: SCOPE }
}
