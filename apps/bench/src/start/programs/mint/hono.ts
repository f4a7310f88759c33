import { sign } from 'hono/jwt'
import { claimsOf, SECRET } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = () => sign(claimsOf(crypto.randomUUID()), SECRET, 'HS256')
