import {
  defineCapability,
  exact,
  TokenManager,
  type TokenSnapshot,
  type TokenStatus,
} from '@grantline/core/client'
import { describe, expectTypeOf, test } from 'vitest'
import { TokenProvider, useCapabilityToken, type CapabilityToken } from '../src/index.ts'

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
    // @ts-expect-error tabs are not supported yet
    useCapabilityToken({ endpoint: '/token', tabs: true })
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
