import type { Server } from 'node:http'
import jwt from '@fastify/jwt'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { SECRET, type Keys } from '../../keys.ts'
import { AUDIENCE, ISSUER } from '../../work.ts'
import { allowsByHand, type Claims } from './by-hand.ts'
import type { Guarded } from './guarded.ts'

async function bare(): Promise<Server> {
  const app = fastify()
  app.get('/calls/:app', answer)
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
  app.get<{ Params: { app: string } }>('/calls/:app', {
    preHandler: async (request, reply) => {
      const { scope } = request.user as Claims
      if (!allowsByHand(scope, request.params.app)) await reply.code(403).send()
    },
    handler: answer,
  })
  return started(app)
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

/** Fastify, for which there is no adapter of ours. */
export const FASTIFY: readonly Guarded[] = [
  { name: 'fastify', framework, kind: 'bare', make: bare },
  {
    name: '@fastify/jwt',
    framework,
    kind: 'peer',
    lacks: 'its own framework; no typ, no scopes, no revocation unless by hand',
    make: fastifyJwt,
  },
]
