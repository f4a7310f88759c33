import { createSecretKey, randomUUID } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { claimsOf, SECRET, TYP } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = () =>
  jwt.sign(claimsOf(randomUUID()), createSecretKey(SECRET, 'utf8'), {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: TYP },
  })
