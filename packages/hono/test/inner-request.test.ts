import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { createWorld } from '../../core/test/http/world.ts'
import { capabilities } from '../src/index.ts'
import { serve } from './hono-host.ts'

const { verifier, tokens } = await createWorld()
const bearer = (token: string): readonly [string, string] => ['Authorization', `Bearer ${token}`]

/** A server whose outer app hands requests of its own making to a guarded inner one. */
async function ask(handed: HeadersInit): Promise<number> {
  const inner = new Hono().get('/', capabilities({ verifier }), (c) => c.text('in'))
  const app = new Hono()
  app.all('/', (c) => inner.fetch(new Request('http://inner/', { headers: handed }), c.env))
  const host = await serve(app)
  onTestFinished(() => host.close())
  return (await host.send({ method: 'GET', path: '/', headers: [bearer(tokens.good)] })).status
}

test('a guard asks the request it is given, not the one that the server once got', async () => {
  expect(await ask({})).toBe(401)
  expect(await ask([bearer(tokens.wrongKey) as [string, string]])).toBe(401)
  expect(await ask([bearer(tokens.good) as [string, string]])).toBe(200)
})
