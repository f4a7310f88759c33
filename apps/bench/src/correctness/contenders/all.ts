import { byHand } from './by-hand.ts'
import type { Contender } from './contender.ts'
import { fastJwt, fastJwtStrict } from './fast-jwt.ts'
import { grantline } from './grantline.ts'
import { hono } from './hono.ts'
import { jose, joseStrict } from './jose.ts'
import { jsonwebtoken } from './jsonwebtoken.ts'

/** Those that are asked, in the order of the columns. */
export const CONTENDERS: readonly Contender[] = [
  grantline,
  jose,
  joseStrict,
  fastJwt,
  fastJwtStrict,
  jsonwebtoken,
  hono,
  byHand,
]
