import { createGate, Denial, requestView, tokenHandler } from '../../src/http.ts'
import type { Requirement, RequestView } from '../../src/http.ts'
import { describeGuard, describeTokenEndpoint } from './suite/describe-host.ts'
import { describeTwilioGuard } from './suite/describe-twilio-guard.ts'
import { HOST_ORIGIN, readResponse, type Host, type Setup } from './suite/host.ts'
import { dial } from './suite/world.ts'

/** The gate and the handler as a `Request → Response` server uses them, without a framework. */
async function startBare(setup: Setup): Promise<Host> {
  const errors: unknown[] = []
  const gate = createGate(setup.gate)
  const token = tokenHandler({ ...setup.token, onError: (error) => errors.push(error) })

  const routes: Record<string, Requirement<RequestView>> = {
    fixed: gate.require(dial, { appSid: 'AP1' }),
    other: gate.require(dial, { appSid: 'AP 2' }),
    calls: gate.require(dial, ({ url }) => ({ appSid: url.slice(url.lastIndexOf('/') + 1) })),
    broken: gate.require(dial, () => {
      throw new Error('broken')
    }),
  }

  const guarded = async (request: Request): Promise<Response> => {
    const view = requestView(request)
    const [, route = ''] = new URL(request.url).pathname.split('/')
    const grant = await gate.authenticate(view)
    await routes[route]?.(grant, view)
    return Response.json({ subject: grant?.subject ?? null })
  }

  const serve = async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname === '/token') return await token(request)
    try {
      return await guarded(request)
    } catch (error) {
      if (error instanceof Denial) return error.toResponse(request.method)
      errors.push(error)
      return new Response(null, { status: 500 })
    }
  }

  return {
    errors,
    send: async ({ method, path, headers = [], body }) => {
      const init = {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value]),
      }
      const request = new Request(
        `${HOST_ORIGIN}${path}`,
        body === undefined ? init : { ...init, body },
      )
      return await readResponse(await serve(request))
    },
    close: async () => {},
  }
}

describeTwilioGuard('a bare gate', startBare)
describeGuard('a bare gate', startBare)
describeTokenEndpoint('a bare handler', startBare)
