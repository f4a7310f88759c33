import { defineCapability, exact, path, under, type ScopeUri } from '@grantline/core'
import { expect, test } from 'vitest'
import { untilTheEnd } from './run/serve.ts'
import { start } from './run/start.ts'
import { bearer, mint, TOKEN_SECRET } from './run/tokens.ts'

const readFile = defineCapability('file:read', { path: path() })
const sendMail = defineCapability('mail:send', { to: exact() })
const { url } = await untilTheEnd(start({ file: 'src/mcp/server.ts' }, { TOKEN_SECRET }))

const audience = 'https://tools.example'
const headersFor = async (...capabilities: ScopeUri[]) => {
  const { token } = await mint({ issuer: 'https://login.example', audience, capabilities })
  return { ...bearer(token), 'content-type': 'application/json' }
}
const call = async (headers: Record<string, string>, method: string, params = {}) => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  return await fetch(`${url}/mcp`, { method: 'POST', headers, body })
}

test('only the tools that the grant allows are listed', async () => {
  const response = await call(await headersFor(readFile({ path: under('docs') })), 'tools/list')
  const { result } = (await response.json()) as { result: { tools: { name: string }[] } }
  expect(result.tools.map(({ name }) => name)).toEqual(['file_read'])
  const all = await headersFor(readFile({ path: 'a' }), sendMail({ to: 'bob' }))
  const everything = await (await call(all, 'tools/list')).text()
  expect(everything).toContain('mail_send')
})

test('a tool runs with the parameters that the grant allows', async () => {
  const headers = await headersFor(readFile({ path: under('docs') }))
  const allowed = { name: 'file_read', arguments: { path: 'docs/a.md' } }
  expect(await (await call(headers, 'tools/call', allowed)).json()).toEqual({
    jsonrpc: '2.0',
    id: 1,
    result: { content: [{ type: 'text', text: 'the text of docs/a.md' }] },
  })
})

test.each([
  ['another path', { path: 'etc/passwd' }],
  ['a path that climbs out', { path: 'docs/../etc/passwd' }],
  ['a path that is none', { path: 7 }],
  ['no path', {}],
])('%s is refused with the scope that is missing', async (_what, args) => {
  const headers = await headersFor(readFile({ path: under('docs') }))
  const response = await call(headers, 'tools/call', { name: 'file_read', arguments: args })
  expect(response.status).toBe(403)
  expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
})

test('a tool that is not granted is not known', async () => {
  const headers = await headersFor(readFile({ path: 'a' }))
  const response = await call(headers, 'tools/call', { name: 'mail_send', arguments: { to: 'b' } })
  expect(await response.json()).toMatchObject({ error: { code: -32602 } })
})

test('who has no token is told where to find one', async () => {
  const response = await call({}, 'tools/list')
  expect(response.status).toBe(401)
  const [, metadata] =
    /resource_metadata="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '') ?? []
  expect(metadata).toBe(`${audience}/.well-known/oauth-protected-resource`)
  const document = await fetch(`${url}${new URL(metadata ?? '').pathname}`)
  expect(await document.json()).toMatchObject({ resource: audience })
})

test.each([['{'], ['null'], ['[]']])('the body %s is no message', async (body) => {
  const headers = await headersFor(readFile({ path: 'a' }))
  const response = await fetch(`${url}/mcp`, { method: 'POST', headers, body })
  expect(response.status).toBe(400)
})

test('a call without parameters names no tool', async () => {
  const headers = await headersFor(readFile({ path: 'a' }))
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":null}'
  const response = await fetch(`${url}/mcp`, { method: 'POST', headers, body })
  expect(await response.json()).toMatchObject({ error: { code: -32602 } })
})

test('a notification has no answer', async () => {
  const headers = await headersFor(readFile({ path: 'a' }))
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const response = await fetch(`${url}/mcp`, { method: 'POST', headers, body })
  expect(response.status).toBe(202)
})
