import { SignJWT } from 'jose'
import { claimsOf, SECRET, TYP } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = () =>
  new SignJWT({ ...claimsOf(crypto.randomUUID()) })
    .setProtectedHeader({ alg: 'HS256', typ: TYP })
    .sign(new TextEncoder().encode(SECRET))
