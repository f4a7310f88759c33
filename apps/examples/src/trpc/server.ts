import { createVerifier, defineCapability, exact, importKey } from '@grantline/core'
import type { Definition, Grant, RequestOf } from '@grantline/core'
import { createGate, Denial, requestView } from '@grantline/core/http'
import { serve } from '@hono/node-server'
import { initTRPC, TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'

const keys = await importKey({ alg: 'HS256', secret: process.env['TOKEN_SECRET'] ?? '' })
const gate = createGate({ verifier: createVerifier({ issuer: 'https://phone.example', keys }) })
const dial = defineCapability('client:outgoing', { appSid: exact() })

const trpc = initTRPC.context<{ grant: Grant }>().create()

/** Lets a procedure run whose input the grant allows; put it behind `.input(…)`. */
const requires =
  <Of extends Definition, Input>(definition: Of, ask: (input: Input) => RequestOf<Of>) =>
  async <Result>({ ctx, input, next }: Step<Input, Result>): Promise<Result> => {
    if (ctx.grant.allows(definition, ask(input))) return await next()
    throw new TRPCError({ code: 'FORBIDDEN', message: definition.name })
  }
interface Step<Input, Result> {
  readonly ctx: { readonly grant: Grant }
  readonly input: Input
  readonly next: () => Promise<Result>
}

interface Call {
  readonly app: string
}
const readCall = (value: unknown): Call => {
  const { app } = value as Partial<Call>
  if (typeof app !== 'string') throw new TypeError('app must be a string')
  return { app }
}

const router = trpc.router({
  whoAmI: trpc.procedure.query(({ ctx }) => ctx.grant.subject),
  dial: trpc.procedure
    .input(readCall)
    .use(requires(dial, ({ app }) => ({ appSid: app })))
    .mutation(({ ctx, input }) => ({ caller: ctx.grant.subject, app: input.app })),
})

/** For the client: `createTRPCClient<Router>(…)`. */
export type Router = typeof router

async function handle(request: Request): Promise<Response> {
  try {
    const grant = await gate.authenticate(requestView(request))
    const createContext = () => ({ grant })
    return await fetchRequestHandler({ endpoint: '/trpc', req: request, router, createContext })
  } catch (error) {
    if (error instanceof Denial) return error.toResponse(request.method)
    throw error
  }
}

serve({ fetch: handle, port: 3000 })
