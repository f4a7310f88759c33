/** A token with these claims; its signature is nobody's. */
export function unsignedJwt(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'capability+jwt' })}.${part(claims)}.c2lnbmF0dXJl`
}
