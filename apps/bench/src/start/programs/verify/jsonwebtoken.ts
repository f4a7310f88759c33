import { createSecretKey } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { AUDIENCE, ISSUER, SECRET } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = (token) => {
  const key = createSecretKey(SECRET, 'utf8')
  const claims = jwt.verify(token, key, {
    algorithms: ['HS256'],
    issuer: ISSUER,
    audience: AUDIENCE,
  })
  return String((claims as Record<string, unknown>)['scope'])
}
