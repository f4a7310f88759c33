import {
  createGate,
  Denial,
  exchangeHandler,
  introspectionHandler,
  jwksHandler,
  metadataHandler,
  requestView,
  revocationHandler,
  ticketHandler,
  tokenHandler,
  type Requirement,
  type RequestView,
} from '@grantline/core/http'
import type { Setup } from './setup.ts'
import { dial } from './world.ts'

/** The gate and the handlers as a `Request → Response` server uses them, without a framework. */
export interface BareApp {
  readonly errors: readonly unknown[]
  fetch(request: Request): Promise<Response>
}

/** Makes the server under test that needs nothing but core; its routes are those of every host. */
export function bareApp(setup: Setup): BareApp {
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  const gate = createGate(setup.gate)
  const endpoints: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
    '/token': tokenHandler({ ...setup.token, onError }),
    '/exchange': exchangeHandler({ ...setup.exchange, onError }),
    '/ticket': ticketHandler({ ...setup.ticket, onError }),
    '/revoke': revocationHandler({ ...setup.revocation, onError }),
    '/introspect': introspectionHandler({ ...setup.introspection, onError }),
    '/jwks.json': jwksHandler(setup.jwks),
    '/metadata': metadataHandler(setup.metadata),
  }
  const requirements: Readonly<Record<string, Requirement<RequestView>>> = {
    fixed: gate.require(dial, { appSid: 'AP1' }),
    other: gate.require(dial, { appSid: setup.other }),
    calls: gate.require(dial, ({ url }) => ({
      appSid: new URL(url).pathname.slice('/calls/'.length),
    })),
    broken: gate.require(dial, () => {
      throw new Error('broken')
    }),
  }

  const guarded = async (request: Request, route: string): Promise<Response> => {
    const view = requestView(request)
    const grant = await gate.authenticate(view)
    await requirements[route]?.(grant, view)
    const body =
      request.method === 'HEAD' ? null : JSON.stringify({ subject: grant?.subject ?? null })
    return new Response(body, { headers: { 'Content-Type': 'application/json' } })
  }
  return {
    errors,
    fetch: async (request) => {
      const { pathname } = new URL(request.url)
      const endpoint = endpoints[pathname]
      if (endpoint !== undefined) return endpoint(request)
      try {
        const [, route = ''] = pathname.split('/')
        return await guarded(request, route)
      } catch (error) {
        if (error instanceof Denial) return error.toResponse(request.method)
        errors.push(error)
        return new Response(null, { status: 500 })
      }
    },
  }
}
