import { jwtVerify } from 'jose'
import { AUDIENCE, ISSUER, SECRET, TYP } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = async (token) => {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(SECRET), {
    algorithms: ['HS256'],
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: TYP,
    requiredClaims: ['exp'],
  })
  return String(payload['scope'])
}
