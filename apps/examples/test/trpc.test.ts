import { defineCapability, exact } from '@grantline/core'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import { expect, test } from 'vitest'
import type { Router } from '../src/trpc/server.ts'
import { untilTheEnd } from './run/serve.ts'
import { start } from './run/start.ts'
import { bearer, mint, TOKEN_SECRET } from './run/tokens.ts'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const { url } = await untilTheEnd(start({ file: 'src/trpc/server.ts' }, { TOKEN_SECRET }))

const wanted = {
  issuer: 'https://phone.example',
  subject: 'alice',
  capabilities: [dial({ appSid: 'AP123' })],
}
const headers = bearer((await mint(wanted)).token)
const client = createTRPCClient<Router>({ links: [httpLink({ url: `${url}/trpc`, headers })] })

test('a procedure knows whose token it is', async () => {
  expect(await client.whoAmI.query()).toBe('alice')
})

test('a procedure runs with the input that the grant allows', async () => {
  expect(await client.dial.mutate({ app: 'AP123' })).toEqual({ caller: 'alice', app: 'AP123' })
})

test('another input is forbidden', async () => {
  const refused = await client.dial.mutate({ app: 'AP9' }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(TRPCClientError)
  expect(refused).toMatchObject({ data: { code: 'FORBIDDEN', httpStatus: 403 } })
})

test('without a token the gate answers', async () => {
  const response = await fetch(`${url}/trpc/whoAmI`)
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
})
