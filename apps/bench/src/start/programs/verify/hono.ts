import { verify } from 'hono/jwt'
import { AUDIENCE, ISSUER, SECRET, TYP } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = async (token) => {
  const claims = await verify(token, SECRET, {
    alg: 'HS256',
    iss: ISSUER,
    aud: AUDIENCE,
    typ: TYP,
  })
  return String(claims['scope'])
}
