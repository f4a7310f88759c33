import { expect, test } from 'vitest'
import { bearer, tokenOf } from '../run/tokens.ts'
import { recipesOf } from './recipes.ts'

const recipes = recipesOf('keys.md')

const published = async (url: string): Promise<string[]> => {
  const response = await fetch(`${url}/.well-known/jwks.json`)
  const { keys } = (await response.json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
const statusOf = async (url: string, token: string): Promise<number> =>
  (await fetch(`${url}/me`, { headers: bearer(token) })).status
const newKey = async (): Promise<{ kid: string }> => JSON.parse(await recipes.run('make-key'))[0]
const replica = async (...keys: object[]): Promise<string> => {
  const env = { SIGNING_KEYS: JSON.stringify(keys) }
  return (await recipes.start('replicas', { env })).url
}
const issuerUrl = 'https://phone.example/.well-known/jwks.json'

test('replicas: a key takes over in three steps, and no token is refused in between', async () => {
  const [old, next] = [await newKey(), await newKey()]
  const steps = [
    [await replica(old), await replica(old, next)],
    [await replica(old, next), await replica(next, old)],
    [await replica(next, old), await replica(next)],
  ] as const
  for (const [before, after] of steps) {
    // While replicas restart one after the other, each takes what the others mint.
    expect(await statusOf(before, await tokenOf(after))).toBe(200)
    expect(await statusOf(after, await tokenOf(after))).toBe(200)
  }
  expect(await statusOf(steps[1][1], await tokenOf(steps[1][0]))).toBe(200)
  const [[, second], [, third], [, last]] = steps
  expect(await published(second)).toEqual([old.kid, next.kid])
  expect(kidOf(await tokenOf(second))).toBe(old.kid)
  expect(kidOf(await tokenOf(third))).toBe(next.kid)
  expect(await statusOf(last, await tokenOf(second))).toBe(401)
})

test('rotation: the next key is published before it signs', async () => {
  const { url } = await recipes.start('rotation', { changes: { '86_400_000': '500' } })
  const first = kidOf(await tokenOf(url))
  await expect.poll(() => published(url), { timeout: 10_000 }).toHaveLength(2)
  expect(await published(url)).toContain(first)
  expect(kidOf(await tokenOf(url))).toBe(first)
})

test('second-service: tokens of the issuer open it, known by its published keys', async () => {
  const issuer = await replica(await newKey())
  const keysUrl = `${issuer}/.well-known/jwks.json`
  const { url } = await recipes.start('second-service', { changes: { [issuerUrl]: keysUrl } })
  const call = async (token: string, app: string) =>
    await fetch(`${url}/calls/${app}`, { method: 'POST', headers: bearer(token) })

  expect(await (await call(await tokenOf(issuer), 'AP123')).json()).toEqual({ caller: 'alice' })
  expect((await call(await tokenOf(issuer), 'AP9')).status).toBe(403)
  expect((await call(await tokenOf(await replica(await newKey())), 'AP123')).status).toBe(401)
})

test('issuers: each is believed for itself', async () => {
  const partner = await replica(await newKey())
  const changes = { [issuerUrl]: `${partner}/.well-known/jwks.json` }
  const { url } = await recipes.start('issuers', { changes })
  const call = async (token: string) => {
    const response = await fetch(`${url}/calls/AP123`, { method: 'POST', headers: bearer(token) })
    return response.ok ? ((await response.json()) as unknown) : response.status
  }
  expect(await call(await tokenOf(url))).toEqual({ caller: 'alice of https://api.example.com' })
  expect(await call(await tokenOf(partner))).toEqual({ caller: 'alice of https://phone.example' })
  expect(await call(await tokenOf(await replica(await newKey())))).toBe(401)
})

recipes.testThatAllRan()
