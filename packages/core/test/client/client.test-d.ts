import { describe, expectTypeOf, test } from 'vitest'
import {
  defineCapability,
  exact,
  TokenManager,
  type ClientGrant,
  type FetchContext,
  type TokenFetchError,
  type TokenManagerOptions,
  type TokenSnapshot,
  type TokenStatus,
} from '../../src/client.ts'
import type { Grant } from '../../src/token/grant.ts'

const dial = defineCapability('client:outgoing', { appSid: exact() })

describe('TokenManager', () => {
  test('infers meta from the source', () => {
    const manager = new TokenManager({
      fetchToken: async () => ({ token: 'a', expiresIn: 60, meta: { region: 'eu' } }),
    })
    expectTypeOf(manager).toEqualTypeOf<TokenManager<{ region: string }>>()
    expectTypeOf(manager.snapshot.meta).toEqualTypeOf<{ region: string } | null>()
  })

  test('is of unknown meta with an endpoint', () => {
    const manager = new TokenManager({ endpoint: '/token' })
    expectTypeOf(manager.snapshot).toEqualTypeOf<TokenSnapshot>()
    expectTypeOf(manager.getToken()).toEqualTypeOf<Promise<string>>()
    expectTypeOf(manager.snapshot.error).toEqualTypeOf<TokenFetchError | null>()
  })

  test('takes an identity that may be absent', () => {
    const user = { id: undefined } as { id: string | undefined }
    expectTypeOf({ endpoint: '/token', identity: user.id }).toExtend<TokenManagerOptions>()
  })

  test('has no option for what does not exist', () => {
    // @ts-expect-error bound tokens are not supported yet
    void new TokenManager({ endpoint: '/token', dpop: {} })
    // @ts-expect-error a misspelt option
    void new TokenManager({ endpoint: '/token', minValidty: 5 })
    // @ts-expect-error params are strings
    void new TokenManager({ endpoint: '/token', params: { as: 7 } })
  })

  test('has nothing that can be replaced', () => {
    const manager = new TokenManager({ endpoint: '/token' })
    // @ts-expect-error read-only
    manager.identity = 'bob'
    // @ts-expect-error read-only
    manager.snapshot.token = 'forged'
  })

  test('tells events by type', () => {
    const { events } = new TokenManager({ endpoint: '/token' })
    events.addEventListener('fetch_ok', (event) => {
      expectTypeOf(event.ms).toEqualTypeOf<number>()
    })
    // @ts-expect-error no such event
    events.addEventListener('fetched', () => {})
  })
})

test('a status is one of eight', () => {
  expectTypeOf<TokenStatus>().toEqualTypeOf<
    'idle' | 'loading' | 'ready' | 'refreshing' | 'stale' | 'expired' | 'denied' | 'disposed'
  >()
})

test('a source is told what it may need, and no more', () => {
  expectTypeOf<keyof FetchContext>().toEqualTypeOf<'signal' | 'reason' | 'identity' | 'attempt'>()
})

test('a decoded grant asks like a verified one, and cannot pass for it', () => {
  expectTypeOf<Grant>().toExtend<ClientGrant>()
  expectTypeOf<ClientGrant>().not.toExtend<Grant>()
  const grant = {} as ClientGrant
  expectTypeOf(grant.allows(dial, { appSid: 'AP1' })).toEqualTypeOf<boolean>()
  // @ts-expect-error every constraint must be named
  grant.allows(dial, {})
})
