import { createVerifier } from 'fast-jwt'
import { AUDIENCE, ISSUER, SECRET, TYP } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = (token) => {
  const verify = createVerifier({
    key: SECRET,
    algorithms: ['HS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    checkTyp: TYP,
    requiredClaims: ['exp'],
  })
  return String((verify(token) as Record<string, unknown>)['scope'])
}
