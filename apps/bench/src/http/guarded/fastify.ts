import type { Server } from 'node:http'
import jwt from '@fastify/jwt'
import type { Grant } from '@grantline/core'
import { createGate, Denial, nodeView } from '@grantline/core/http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { SECRET, type Keys } from '../../keys.ts'
import { grantlineVerifier } from '../../peers/grantline.ts'
import { APP_SID, AUDIENCE, dial, ISSUER } from '../../work.ts'
import { allowsByHand, checkByHand, type Claims } from './by-hand.ts'
import type { Guarded } from './guarded.ts'

type Route = { Params: { app: string } }

declare module 'fastify' {
  interface FastifyRequest {
    grant: Grant | null
    claims: Claims | null
  }
}

async function bare(): Promise<Server> {
  const app = fastify()
  app.get('/calls/:app', answer)
  return started(app)
}

async function byHand(keys: Keys): Promise<Server> {
  const check = await checkByHand(keys)
  const app = fastify()
  app.decorateRequest('claims', null)
  app.addHook('onRequest', (request, reply, done) => {
    try {
      request.claims = check(request.headers.authorization)
    } catch {
      void reply.code(401).send()
      return
    }
    done()
  })
  app.get<Route>('/calls/:app', {
    preHandler: mayDial(({ claims }) => claims?.scope ?? ''),
    handler: answer,
  })
  return started(app)
}

/** There is no adapter: a hook asks the gate, as the example of Fastify does. */
async function ours(keys: Keys, asks: 'static' | 'computed', isCached: boolean): Promise<Server> {
  const verifier = await grantlineVerifier(keys, isCached ? { cache: {} } : {})
  const gate = createGate({ verifier })
  const requires =
    asks === 'static'
      ? gate.require(dial, { appSid: APP_SID })
      : gate.require(dial, ({ params }: FastifyRequest<Route>) => ({ appSid: params.app }))
  const app = fastify()
  app.decorateRequest('grant', null)
  app.setErrorHandler((error, request, reply) =>
    reply.send(error instanceof Denial ? error.toResponse(request.method) : error),
  )
  app.get<Route>('/calls/:app', {
    onRequest: async (request) => {
      const view = nodeView(request.raw)
      request.grant = await gate.authenticate(view)
      await requires(request.grant, view, request as never)
    },
    handler: answer,
  })
  return started(app)
}

async function fastifyJwt({ alg, verifying }: Keys): Promise<Server> {
  if (alg !== 'HS256' && alg !== 'ES256') throw new TypeError('compared with HS256 and ES256')
  const pem = (): string => verifying.export({ type: 'spki', format: 'pem' }).toString()
  const app = fastify()
  await app.register(jwt, {
    secret: alg === 'HS256' ? SECRET : { public: pem() },
    verify: { algorithms: [alg], allowedIss: ISSUER, allowedAud: AUDIENCE },
  })
  app.addHook('onRequest', async (request) => {
    await request.jwtVerify()
  })
  app.get<Route>('/calls/:app', {
    preHandler: mayDial(({ user }) => (user as Claims).scope),
    handler: answer,
  })
  return started(app)
}

/** Checks the scope that a hook before has read. */
function mayDial(scopeOf: (request: FastifyRequest<Route>) => string) {
  return (request: FastifyRequest<Route>, reply: FastifyReply, done: () => void): void => {
    if (allowsByHand(scopeOf(request), request.params.app)) done()
    else void reply.code(403).send()
  }
}

function answer(_request: FastifyRequest, reply: FastifyReply): void {
  void reply.send('ok')
}

/** The server underneath: its handlers are ready. */
async function started(app: FastifyInstance): Promise<Server> {
  await app.ready()
  return app.server
}

const framework = 'fastify'

/** Fastify with nothing, with a check by hand, with the gate, and with its own plugin. */
export const FASTIFY: readonly Guarded[] = [
  { name: 'bare', framework, kind: 'bare', make: bare },
  { name: 'by hand', framework, kind: 'by hand', make: byHand },
  ...(['static', 'computed'] as const).flatMap((asks): Guarded[] => [
    { name: `guard, ${asks}`, framework, kind: 'ours', make: (keys) => ours(keys, asks, false) },
    {
      name: `guard, ${asks}, cached`,
      framework,
      kind: 'ours, cached',
      make: (keys) => ours(keys, asks, true),
    },
  ]),
  {
    name: '@fastify/jwt',
    framework,
    kind: 'peer',
    lacks: 'no typ, no scopes, no revocation unless by hand',
    make: fastifyJwt,
  },
]
