import { randomUUID } from 'node:crypto'
import { createSigner } from 'fast-jwt'
import { claimsOf, SECRET, TYP } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = () =>
  createSigner({ key: SECRET, algorithm: 'HS256', header: { alg: 'HS256', typ: TYP } })(
    claimsOf(randomUUID()),
  )
