import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  type Grant,
} from '@grantline/core'
import {
  createGate,
  createRequestUrl,
  Denial,
  invalidRequest,
  nodeView,
  tokenHandler,
} from '@grantline/core/http'
import { fastify, type FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    grant: Grant | null
  }
}
type CallRequest = FastifyRequest<{ Params: { app: string } }>

const dial = defineCapability('client:outgoing', { appSid: exact() })
const issuer = 'https://phone.example'
const keys = await generateKey('EdDSA')
const minter = createMinter({ issuer, keys, ttl: 300 })
const gate = createGate({ verifier: createVerifier({ issuer, keys }) })
const mayDial = gate.require(dial, ({ params }: CallRequest) => ({ appSid: params.app }))

/** Your sessions. */
const users = new Map([['session=a1', 'alice']])

const issueToken = tokenHandler<FastifyRequest>({
  minter,
  authorize: ({ context: { headers } }) => {
    const subject = users.get(headers.cookie ?? '')
    return subject === undefined ? null : { subject, capabilities: [dial({ appSid: 'AP123' })] }
  },
})

const urlOf = createRequestUrl()
const app = fastify()
app.decorateRequest('grant', null)
app.setErrorHandler((error, request, reply) =>
  reply.send(error instanceof Denial ? error.toResponse(request.method) : error),
)

app.post<{ Params: { app: string } }>(
  '/calls/:app',
  {
    onRequest: async (request) => {
      const view = nodeView(request.raw)
      request.grant = await gate.authenticate(view)
      await mayDial(request.grant, view, request)
    },
  },
  (request, reply) => reply.send({ caller: request.grant?.subject, app: request.params.app }),
)

await app.register(async (scope) => {
  // The endpoint looks at the type of the body itself.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  scope.post('/token', async (request, reply) => {
    const { method, protocol, host, originalUrl } = request
    const url = urlOf({ protocol, host, target: originalUrl })
    if (url === null) return reply.send(invalidRequest(method))
    const headers = new Headers(request.headers as Record<string, string>)
    const asked = new Request(url, { method, headers, body: request.body as string })
    return reply.send(await issueToken(asked, request))
  })
})

await app.listen({ port: 3000, host: '127.0.0.1' })
