import {
  defineCapability,
  exact,
  TokenManager,
  type TokenSnapshot,
  type TokenStatus,
} from '@grantline/core/client'
import { describe, expectTypeOf, test } from 'vitest'
import {
  TokenProvider,
  useAuthFetch,
  useCapabilityToken,
  useCapabilityTokenSuspense,
  type CapabilityToken,
  type SuspendedToken,
} from '../src/index.ts'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const manager = new TokenManager({
  fetchToken: async () => ({ token: 'a', expiresIn: 60, meta: { region: 'eu' } }),
})

describe('useCapabilityToken', () => {
  test('takes options, a manager, or nothing', () => {
    expectTypeOf(useCapabilityToken({ endpoint: '/token' })).toEqualTypeOf<CapabilityToken>()
    expectTypeOf(useCapabilityToken()).toEqualTypeOf<CapabilityToken>()
    expectTypeOf(useCapabilityToken(manager).meta).toEqualTypeOf<{ region: string } | null>()
  })

  test('infers meta from the function that fetches', () => {
    const { meta } = useCapabilityToken({
      fetchToken: async () => ({ token: 'a', expiresIn: 60, meta: 7 }),
    })
    expectTypeOf(meta).toEqualTypeOf<number | null>()
  })

  test('gives the snapshot and two functions', () => {
    const got = useCapabilityToken({ endpoint: '/token' })
    expectTypeOf(got).toExtend<TokenSnapshot>()
    expectTypeOf(got.status).toEqualTypeOf<TokenStatus>()
    expectTypeOf(got.getToken()).toEqualTypeOf<Promise<string>>()
  })

  test('lets can ask only for what the definition knows', () => {
    const { can } = useCapabilityToken({ endpoint: '/token' })
    expectTypeOf(can(dial, { appSid: 'AP1' })).toEqualTypeOf<boolean>()
    // @ts-expect-error every constraint must be named
    can(dial, {})
    // @ts-expect-error no such parameter
    can(dial, { appSid: 'AP1', room: 'a' })
  })

  test('refuses options that do not exist', () => {
    // @ts-expect-error no such option
    useCapabilityToken({ endpoint: '/token', tab: true })
    // @ts-expect-error a name or a boolean
    useCapabilityToken({ endpoint: '/token', tabs: 1 })
    // @ts-expect-error no such word
    useCapabilityToken({ endpoint: '/token', onExpired: 'ignore' })
  })
})

describe('useCapabilityTokenSuspense', () => {
  test('takes options, a manager, or nothing, and always has a token', () => {
    expectTypeOf(useCapabilityTokenSuspense({ endpoint: '/token' })).toEqualTypeOf<SuspendedToken>()
    expectTypeOf(useCapabilityTokenSuspense().token).toEqualTypeOf<string>()
    const { snapshot } = useCapabilityTokenSuspense(manager)
    expectTypeOf(snapshot).toEqualTypeOf<TokenSnapshot<{ region: string }>>()
  })

  test('has no getToken, and gives nothing that can be changed', () => {
    const got = useCapabilityTokenSuspense()
    // @ts-expect-error use the manager, or useCapabilityToken
    void got.getToken
    // @ts-expect-error it is read only
    got.token = 'another'
    // @ts-expect-error no such option
    useCapabilityTokenSuspense({ endpoint: '/token', suspense: true })
    // @ts-expect-error seconds are a number
    useCapabilityTokenSuspense({ endpoint: '/token', suspenseTimeout: '10s' })
  })
})

describe('useAuthFetch', () => {
  test('is a fetch', () => {
    expectTypeOf(useAuthFetch()).toEqualTypeOf<typeof fetch>()
    expectTypeOf(useAuthFetch(manager)).toEqualTypeOf<typeof fetch>()
  })

  test('takes a manager and no options', () => {
    // @ts-expect-error make a manager of them, or use TokenProvider
    useAuthFetch({ endpoint: '/token' })
    // @ts-expect-error createAuthFetch takes them
    useAuthFetch(manager, { origins: ['https://api.example.com'] })
  })
})

test('TokenProvider takes an identity that may be absent', () => {
  const user = { id: undefined } as { id: string | undefined }
  expectTypeOf(
    <TokenProvider manager={manager} identity={user.id}>
      {null}
    </TokenProvider>,
  ).not.toBeAny()
  // @ts-expect-error the manager is needed
  void (<TokenProvider>{null}</TokenProvider>)
})
