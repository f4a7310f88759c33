import { expectTypeOf, test } from 'vitest'
import { createAuthFetch, TokenManager, type AuthFetchOptions } from '../../src/client.ts'

const manager = new TokenManager({ endpoint: '/token' })

test('createAuthFetch makes a fetch', () => {
  expectTypeOf(createAuthFetch(manager)).toEqualTypeOf<typeof fetch>()
  expectTypeOf(createAuthFetch).parameter(1).toEqualTypeOf<AuthFetchOptions | undefined>()
})

test('createAuthFetch takes a manager of any meta', () => {
  const fetchToken = async () => ({ token: 'a', expiresIn: 60, meta: { region: 'eu' } })
  void createAuthFetch(new TokenManager({ fetchToken }))
})

test('createAuthFetch takes options that may be absent, and no others', () => {
  const origins = undefined as readonly string[] | undefined
  void createAuthFetch(manager, { origins, fetch: undefined })
  // @ts-expect-error a list is needed
  void createAuthFetch(manager, { origins: 'https://api.example.com' })
  // @ts-expect-error a misspelt option
  void createAuthFetch(manager, { origin: ['https://api.example.com'] })
  // @ts-expect-error a manager, not its options
  void createAuthFetch({ endpoint: '/token' })
})
