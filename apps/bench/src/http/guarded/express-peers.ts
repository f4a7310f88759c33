import { createSecretKey } from 'node:crypto'
import type { Server } from 'node:http'
import { expressjwt, type Request as JwtRequest } from 'express-jwt'
import { auth, type AuthOptions } from 'express-oauth2-jwt-bearer'
import { SECRET, type Keys } from '../../keys.ts'
import { AUDIENCE, ISSUER } from '../../work.ts'
import { expressServer, mayDial } from './express.ts'
import type { Guarded } from './guarded.ts'

/** Its claims are in `req.auth`. */
async function expressJwt({ alg, verifying }: Keys): Promise<Server> {
  if (alg !== 'HS256' && alg !== 'ES256') throw new TypeError('compared with HS256 and ES256')
  // As text, the secret would be imported anew for every token.
  const secret = alg === 'HS256' ? createSecretKey(Buffer.from(SECRET)) : verifying
  const check = expressjwt({ secret, algorithms: [alg], issuer: ISSUER, audience: AUDIENCE })
  return expressServer(
    check as never,
    mayDial((req) => String((req as JwtRequest).auth?.['scope'])),
  )
}

/** Its claims are in `req.auth.payload`. */
async function oauth2JwtBearer({ alg, verifying }: Keys): Promise<Server> {
  const key: Partial<AuthOptions> =
    alg === 'HS256'
      ? { secret: SECRET, tokenSigningAlg: alg }
      : { publicKey: { ...verifying.export({ format: 'jwk' }), alg } }
  const check = auth({ issuer: ISSUER, audience: AUDIENCE, dpop: { enabled: false }, ...key })
  return expressServer(
    check as never,
    mayDial((req) => String(req.auth?.payload['scope'])),
  )
}

const framework = 'express'

/** What else guards Express. */
export const EXPRESS_PEERS: readonly Guarded[] = [
  {
    name: 'express-jwt',
    framework,
    kind: 'peer',
    lacks: 'no typ, no scopes, an error for the app to answer; revocation: a function of yours',
    make: expressJwt,
  },
  {
    name: 'express-oauth2-jwt-bearer',
    framework,
    kind: 'peer',
    lacks: 'no typ unless strict, scopes without parameters, no revocation, no cache',
    make: oauth2JwtBearer,
  },
]
