import type { Server } from 'node:http'
import { capabilities } from '@grantline/hono'
import { createAdaptorServer } from '@hono/node-server'
import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { jwt } from 'hono/jwt'
import { SECRET, type Keys } from '../../keys.ts'
import { grantlineVerifier } from '../../peers/grantline.ts'
import { APP_SID, AUDIENCE, dial, ISSUER, TYP } from '../../work.ts'
import { allowsByHand, checkByHand, type Claims } from './by-hand.ts'
import type { Fetch } from '../bun.ts'
import type { Guarded } from './guarded.ts'

/** An app with a check for all calls, and one for the route. */
function honoApp(...checks: readonly MiddlewareHandler[]): Hono {
  const app = new Hono()
  const [all, route] = checks
  if (all !== undefined) app.use('/calls/*', all)
  if (route === undefined) app.get('/calls/:app', (c) => c.text('ok'))
  else app.get('/calls/:app', route, (c) => c.text('ok'))
  return app
}

/** Checks the scope that a middleware before has read. */
function mayDial(scopeOf: (c: Context) => string): MiddlewareHandler {
  return async (c, next) => {
    if (!allowsByHand(scopeOf(c), c.req.param('app'))) return c.body(null, 403)
    await next()
    return undefined
  }
}

async function byHand(keys: Keys): Promise<Hono> {
  const check = await checkByHand(keys)
  const authenticate: MiddlewareHandler = async (c, next) => {
    try {
      c.set('claims', check(c.req.header('authorization')))
    } catch {
      return c.body(null, 401)
    }
    await next()
    return undefined
  }
  return honoApp(
    authenticate,
    mayDial((c) => (c.get('claims') as Claims).scope),
  )
}

async function ours(keys: Keys, asks: 'static' | 'computed', isCached: boolean): Promise<Hono> {
  const verifier = await grantlineVerifier(keys, isCached ? { cache: {} } : {})
  const guard = capabilities({ verifier })
  const requires =
    asks === 'static'
      ? guard.require(dial, { appSid: APP_SID })
      : guard.require(dial, (c) => ({ appSid: c.req.param('app') }))
  return honoApp(guard as MiddlewareHandler, requires as MiddlewareHandler)
}

async function honoJwt({ alg, verifying }: Keys): Promise<Hono> {
  if (alg !== 'HS256' && alg !== 'ES256') throw new TypeError('compared with HS256 and ES256')
  const check = jwt({
    secret: await cryptoKeyOf(alg, verifying),
    alg,
    verification: { iss: ISSUER, aud: AUDIENCE, typ: TYP },
  })
  return honoApp(
    check,
    mayDial((c) => (c.get('jwtPayload') as Claims).scope),
  )
}

/** As text or JWK, the key would be imported anew for every token. */
function cryptoKeyOf(alg: 'HS256' | 'ES256', verifying: Keys['verifying']): Promise<CryptoKey> {
  if (alg === 'HS256') {
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    return crypto.subtle.importKey('raw', Buffer.from(SECRET), hmac, false, ['verify'])
  }
  const jwk = verifying.export({ format: 'jwk' }) as JsonWebKey
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' }
  return crypto.subtle.importKey('jwk', jwk, ecdsa, false, ['verify'])
}

interface Kind extends Pick<Guarded, 'name' | 'kind' | 'lacks'> {
  readonly app: (keys: Keys) => Promise<Hono>
}

const KINDS: readonly Kind[] = [
  { name: 'bare', kind: 'bare', app: async () => honoApp() },
  { name: 'by hand', kind: 'by hand', app: byHand },
  ...(['static', 'computed'] as const).flatMap((asks): Kind[] => [
    { name: `guard, ${asks}`, kind: 'ours', app: (keys) => ours(keys, asks, false) },
    { name: `guard, ${asks}, cached`, kind: 'ours, cached', app: (keys) => ours(keys, asks, true) },
  ]),
  {
    name: 'hono/jwt',
    kind: 'peer',
    lacks: 'no scopes, no revocation, no cache; its realm is the URL of the request',
    app: honoJwt,
  },
]

/** Hono with nothing, with a check by hand, with the guard, and with its own middleware. */
export const HONO: readonly Guarded[] = KINDS.map(({ app, ...kind }): Guarded =>
  Object.assign(kind, {
    framework: 'hono' as const,
    make: async (keys: Keys) => createAdaptorServer({ fetch: (await app(keys)).fetch }) as Server,
    fetch: async (keys: Keys): Promise<Fetch> => {
      const { fetch } = await app(keys)
      return (request) => fetch(request)
    },
  }),
)
