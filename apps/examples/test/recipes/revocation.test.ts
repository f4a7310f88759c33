import { expect, test } from 'vitest'
import { bearer, tokenOf } from '../run/tokens.ts'
import { recipesOf } from './recipes.ts'

const recipes = recipesOf('revocation.md')

test('revocation: handed in, asked about, signed out', async () => {
  const { url } = await recipes.start('revocation')
  const post = async (path: string, form: Record<string, string>, headers = {}) =>
    await fetch(`${url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) })
  const statusOf = async (token: string) =>
    (await fetch(`${url}/me`, { headers: bearer(token) })).status
  const service = bearer(await tokenOf(url, { 'x-user': 'billing' }))
  const isActive = async (token: string) => {
    const response = await post('/token/introspect', { token }, service)
    return ((await response.json()) as { active: boolean }).active
  }

  const [one, other] = [
    await tokenOf(url, { 'x-user': 'alice' }),
    await tokenOf(url, { 'x-user': 'alice' }),
  ]
  expect(await isActive(one)).toBe(true)
  expect((await post('/token/revoke', { token: one })).status).toBe(200)
  expect(await isActive(one)).toBe(false)
  expect(await statusOf(one)).toBe(401)
  expect(await statusOf(other)).toBe(200)

  const asAlice = await post('/token/introspect', { token: other }, bearer(other))
  expect(asAlice.status).toBe(401)
  expect(await asAlice.json()).toEqual({ error: 'invalid_client' })

  const signOut = await fetch(`${url}/sign-out`, { method: 'POST', headers: bearer(other) })
  expect(signOut.status).toBe(204)
  expect(await statusOf(other)).toBe(401)
})

recipes.testThatAllRan()
