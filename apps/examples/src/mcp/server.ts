import { createVerifier, defineCapability, exact, importKey, path } from '@grantline/core'
import type { Definition, Grant, RequestOf } from '@grantline/core'
import { createGate, Denial, metadataHandler, requestView } from '@grantline/core/http'
import type { RequestSource } from '@grantline/core/http'
import { serve } from '@hono/node-server'

const resource = 'https://tools.example'
const keys = await importKey({ alg: 'HS256', secret: process.env['TOKEN_SECRET'] ?? '' })
const gate = createGate({
  verifier: createVerifier({ issuer: 'https://login.example', audience: resource, keys }),
  resourceMetadata: `${resource}/.well-known/oauth-protected-resource`,
})
const describeResource = metadataHandler({
  resource,
  authorization_servers: ['https://login.example'],
  bearer_methods_supported: ['header'],
})

type Arguments = Readonly<Record<string, string>>

/** One capability per tool: who has none of its kind does not see the tool. */
function tool<Of extends Definition, Asked extends RequestOf<Of>>(
  definition: Of,
  takes: readonly string[],
  ask: RequestSource<Of, Arguments, Asked>,
  run: (args: Arguments) => string,
) {
  const properties = Object.fromEntries(takes.map((name) => [name, { type: 'string' }]))
  return {
    name: definition.name.replace(':', '_'),
    inputSchema: { type: 'object', properties, required: takes },
    isGranted: (grant: Grant) => grant.find(definition).length > 0,
    mayCall: gate.require(definition, ask),
    run,
  }
}

const tools = [
  tool(
    defineCapability('file:read', { path: path() }),
    ['path'],
    ({ path: file = '' }) => ({ path: file }),
    ({ path: file }) => `the text of ${file}`,
  ),
  tool(
    defineCapability('mail:send', { to: exact() }),
    ['to', 'text'],
    ({ to = '' }) => ({ to }),
    ({ to }) => `sent to ${to}`,
  ),
]

interface Message {
  readonly id?: string | number
  readonly method: string
  readonly params?: { readonly name?: string; readonly arguments?: Arguments }
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'method' in value

async function answer(request: Request, grant: Grant, message: Message): Promise<object> {
  const { method } = message
  const params = message.params ?? {}
  const granted = tools.filter((each) => each.isGranted(grant))
  if (method === 'initialize') {
    const serverInfo = { name: 'tools', version: '1.0.0' }
    return { result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo } }
  }
  if (method === 'tools/list') {
    return { result: { tools: granted.map(({ name, inputSchema }) => ({ name, inputSchema })) } }
  }
  if (method !== 'tools/call') return { error: { code: -32601, message: 'method not found' } }
  const called = granted.find(({ name }) => name === params.name)
  if (called === undefined) return { error: { code: -32602, message: 'unknown tool' } }
  const args = params.arguments ?? {}
  await called.mayCall(grant, requestView(request), args)
  return { result: { content: [{ type: 'text', text: called.run(args) }] } }
}

async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === '/.well-known/oauth-protected-resource') return await describeResource(request)
  if (pathname !== '/mcp') return new Response(null, { status: 404 })
  try {
    const grant = await gate.authenticate(requestView(request))
    if (request.method !== 'POST') return new Response(null, { status: 405 })
    const message: unknown = await request.json().catch(() => undefined)
    if (!isMessage(message)) return new Response(null, { status: 400 })
    if (message.id === undefined) return new Response(null, { status: 202 })
    const outcome = await answer(request, grant, message)
    return Response.json({ jsonrpc: '2.0', id: message.id, ...outcome })
  } catch (error) {
    if (error instanceof Denial) return error.toResponse(request.method)
    throw error
  }
}

serve({ fetch: handle, port: 3000 })
