import { describe, expect, test } from 'vitest'
import {
  atMost,
  carried,
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  optional,
  parseScope,
  path,
  under,
  type Grant,
  type GrantlineError,
  type Minter,
  type MinterOptions,
  type MintRequest,
  type ScopeUri,
} from '../../src/index.ts'

const join = defineCapability('room:join', { room: path(), minutes: optional(atMost()) })
const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  clientName: optional(carried()),
})
const keys = await generateKey('EdDSA')

let now = 1000
const clock = (): number => now
const minterWith = (options: Partial<MinterOptions> = {}): Minter =>
  createMinter({ issuer: 'i', keys, clock, capabilities: [join, dial], ...options })
const minter = minterWith()
const verifier = createVerifier({ issuer: 'i', keys, clock, audience: false })

async function parentOf(request: Partial<MintRequest> = {}, by = minter): Promise<Grant> {
  now = 1000
  const capabilities = [join({ room: under('acme') }), dial({ appSid: 'AP1', clientName: 'Alice' })]
  const { token } = await by.mint({ subject: 'alice', capabilities, ...request })
  return createVerifier({
    issuer: ['i', 'j'],
    keys,
    clock,
    audience: false,
    leeway: 60,
    replay: { use: () => true },
  }).verify(token)
}

async function childOf(parent: Grant, capabilities: readonly ScopeUri[], ttl?: number) {
  const request = ttl === undefined ? { capabilities } : { capabilities, ttl }
  return verifier.verify((await minter.attenuate(parent, request)).token)
}

/** What the refusal says; fails if there is none. */
async function refusalOf(minting: Promise<unknown>): Promise<string> {
  const error = await minting.then(
    () => undefined,
    (reason: unknown) => reason as GrantlineError,
  )
  expect(error?.code).toBe('not_narrower')
  return error?.message ?? ''
}

describe('a narrower token', () => {
  test('says what was asked for, and of the rest what its parent says', async () => {
    const parent = await parentOf({
      audience: 'api',
      session: 's1',
      notBefore: 1000,
      dpopThumbprint: 'print',
      claims: { team: 'x' },
      ttl: 600,
    })
    now = 1100.5
    const minted = await minter.attenuate(parent, {
      capabilities: [join({ room: 'acme/standup', minutes: 5 })],
      ttl: 60,
    })
    expect(minted).toMatchObject({ tokenType: 'DPoP', expiresIn: 60, expiresAt: 1161 })
    const child = await verifier.verify(minted.token)
    expect(child.claims).toEqual({
      iss: 'i',
      sub: 'alice',
      aud: 'api',
      exp: 1161,
      nbf: 1000,
      iat: 1000,
      jti: minted.id,
      scope: 'scope:room:join?room=acme%2Fstandup&minutes=5',
      sid: 's1',
      cnf: { jkt: 'print' },
      root: parent.id,
    })
    expect(child.id).not.toBe(parent.id)
  })

  test('of an unbound parent is unbound', async () => {
    const minted = await minter.attenuate(await parentOf(), { capabilities: [] })
    expect(minted.tokenType).toBe('Bearer')
    expect((await verifier.verify(minted.token)).dpopThumbprint).toBeUndefined()
  })

  test('keeps the first ancestor as its root', async () => {
    const parent = await parentOf()
    const child = await childOf(parent, [join({ room: under('acme/x') })])
    const grandchild = await childOf(child, [join({ room: 'acme/x/1' })])
    expect([child.rootId, grandchild.rootId]).toEqual([parent.id, parent.id])
  })

  test('has at most the life that its parent has left', async () => {
    const parent = await parentOf({ ttl: 100 })
    now = 1070.25
    expect((await childOf(parent, [], 600)).expiresAt).toBe(1100)
    expect((await childOf(parent, [])).expiresAt).toBe(1100)
    expect((await childOf(parent, [], 20)).expiresAt).toBe(1091)
    const { expiresIn } = await minter.attenuate(parent, { capabilities: [], ttl: 600 })
    expect(expiresIn).toBe(29)
  })

  test('is as old as its parent: who finds that too old finds this too old', async () => {
    const parent = await parentOf()
    now = 1090
    const { token } = await minter.attenuate(parent, { capabilities: [] })
    const strict = createVerifier({ issuer: 'i', keys, clock, maxAge: 60 })
    expect(await strict.check(token)).toMatchObject({ ok: false, error: { reason: 'too_old' } })
  })

  test('may be as wide as its parent, and may allow nothing', async () => {
    const parent = await parentOf()
    expect((await childOf(parent, parent.capabilities)).scope).toBe(parent.scope)
    expect((await childOf(parent, [])).capabilities).toEqual([])
  })

  test('is read by its scopes, however they were made', async () => {
    const parent = await parentOf()
    const child = await childOf(parent, [parseScope('scope:room:join?room=acme/1&minutes=3')])
    expect(child.allows(join, { room: 'acme/1', minutes: 3 })).toBe(true)
  })
})

describe('what is wider is refused', () => {
  test('and the refusal lists it', async () => {
    const parent = await parentOf()
    const message = await refusalOf(
      minter.attenuate(parent, {
        capabilities: [
          join({ room: under() }),
          join({ room: 'acme/1' }),
          dial({ appSid: 'AP2', clientName: 'Alice' }),
        ],
      }),
    )
    expect(message).toContain('room:join (at 0), client:outgoing (at 2)')
    expect(message).not.toContain('AP2')
  })

  test.each<[string, () => ScopeUri]>([
    ['another value', () => dial({ appSid: 'AP2', clientName: 'Alice' })],
    ['carried data left out', () => dial({ appSid: 'AP1' })],
    ['carried data changed', () => dial({ appSid: 'AP1', clientName: 'Bob' })],
    ['a room outside', () => join({ room: 'other/1' })],
    ['the prefix itself', () => join({ room: 'acme' })],
    ['another capability', () => parseScope('scope:room:leave?room=acme/1')],
    ['a malformed one', () => parseScope('scope:room:join?room=acme/../x')],
    ['an unknown parameter', () => parseScope('scope:room:join?room=acme/1&x=1')],
  ])('%s', async (_what, wider) => {
    await refusalOf(minter.attenuate(await parentOf(), { capabilities: [wider()] }))
  })

  test('a union that no single capability of the parent covers', async () => {
    const capabilities = [join({ room: 'a', minutes: 5 }), join({ room: 'b', minutes: 9 })]
    const parent = await parentOf({ capabilities })
    await refusalOf(minter.attenuate(parent, { capabilities: [join({ room: 'a', minutes: 9 })] }))
  })

  test('capabilities without a definition pass unchanged or not at all', async () => {
    const given = parseScope('scope:file:read?name=a&mode=r')
    const parent = await parentOf({ capabilities: [given] })
    expect((await childOf(parent, [given])).scope).toBe('scope:file:read?name=a&mode=r')
    for (const other of ['name=a', 'name=a&mode=w', 'name=a&mode=r&x=1']) {
      const capabilities = [parseScope(`scope:file:read?${other}`)]
      await refusalOf(minter.attenuate(parent, { capabilities }))
    }
  })
})

describe('a parent that has no children', () => {
  test('one that has expired', async () => {
    const parent = await parentOf({ ttl: 60 })
    now = 1060
    expect(await refusalOf(minter.attenuate(parent, { capabilities: [] }))).toContain('expired')
    now = 1059.5
    expect(await refusalOf(minter.attenuate(parent, { capabilities: [] }))).toContain('second')
  })

  test('one that is good for a single use', async () => {
    const parent = await parentOf({ singleUse: true })
    expect(await refusalOf(minter.attenuate(parent, { capabilities: [] }))).toContain('one use')
  })

  test('one of another issuer', async () => {
    const parent = await parentOf({}, minterWith({ issuer: 'j' }))
    expect(await refusalOf(minter.attenuate(parent, { capabilities: [] }))).toContain('issuer')
  })

  test('one that begins after the child would end', async () => {
    const later = await parentOf({ ttl: 60, notBefore: 1030 })
    await refusalOf(minter.attenuate(later, { capabilities: [], ttl: 30 }))
    expect((await minter.attenuate(later, { capabilities: [], ttl: 31 })).expiresAt).toBe(1031)
  })

  test('what no verifier returned', async () => {
    const parent = await parentOf()
    const forged = { issuer: 'i', expiresAt: 9e9, capabilities: [], claims: {}, subject: 'root' }
    const copies = [{ ...parent, subject: 'root' }, Object.create(parent), forged]
    for (const other of [undefined, null, 'token', {}, ...copies]) {
      const minting = minter.attenuate(other as Grant, { capabilities: [] })
      await expect(minting).rejects.toThrow(/grant that a verifier returned/)
    }
  })
})

describe('what is compared is what is signed', () => {
  const wide = { service: 'room', privilege: 'join' }

  test('parameters that change between two looks', async () => {
    let looks = 0
    const params = {
      get room() {
        looks += 1
        return looks === 1 ? '**' : 'acme/1'
      },
    }
    await refusalOf(minter.attenuate(await parentOf(), { capabilities: [{ ...wide, params }] }))
  })

  test('a list that changes between two looks', async () => {
    let looks = 0
    const good = join({ room: 'acme/1' })
    const capabilities = new Proxy([good], {
      get(list, name, self) {
        if (name !== '0') return Reflect.get(list, name, self) as unknown
        looks += 1
        return looks === 1 ? join({ room: under() }) : good
      },
    })
    await refusalOf(minter.attenuate(await parentOf(), { capabilities }))
  })

  test('and no scope can borrow the text of another', async () => {
    const borrowed = Object.create(Object.prototype, {
      ...Object.getOwnPropertyDescriptors(join({ room: under() })),
      params: { value: { room: 'acme/1' }, enumerable: true },
    }) as ScopeUri
    const { scope } = await minter.attenuate(await parentOf(), { capabilities: [borrowed] })
    expect(scope).toBe('scope:room:join?room=acme%2F1')
  })
})

describe('mistakes of the caller', () => {
  test('a capability of another definition with that name', async () => {
    const other = defineCapability('room:join', { room: exact() })
    const minting = minter.attenuate(await parentOf(), {
      capabilities: [other({ room: 'acme/1' })],
    })
    await expect(minting).rejects.toThrow(/"room:join" was made from another definition/)
  })

  test('a definition that the minter does not know is no mistake: unchanged it passes', async () => {
    const unknown = defineCapability('file:read', { name: exact() })
    const given = unknown({ name: 'a' })
    const parent = await parentOf({ capabilities: [given] })
    expect((await childOf(parent, [given])).scope).toBe('scope:file:read?name=a')
  })

  test('two definitions of one name', () => {
    const other = defineCapability('room:join', { room: exact() })
    expect(() => minterWith({ capabilities: [join, other] })).toThrow(/two definitions/)
    expect(() => minterWith({ capabilities: [join, join] })).toThrow(/two definitions/)
    expect(() => minterWith({ capabilities: ['room:join'] as never })).toThrow(/defineCapability/)
    expect(() => minterWith({ capabilities: join as never })).toThrow(/list/)
  })

  test('a ttl that is none, an unknown member, no list', async () => {
    const parent = await parentOf()
    const attenuate = (request: object) => minter.attenuate(parent, request as never)
    await expect(attenuate({ capabilities: [], ttl: 0 })).rejects.toThrow(/^attenuate: "ttl"/)
    await expect(attenuate({ capabilities: [], ttl: 0 })).rejects.toThrow(RangeError)
    await expect(attenuate({ capabilities: [], ttl: 1e9 })).rejects.toThrow(RangeError)
    await expect(attenuate({ capabilities: [], subject: 'bob' })).rejects.toThrow(
      /^attenuate: .*"subject"/,
    )
    await expect(attenuate({})).rejects.toThrow(/^attenuate: "capabilities" must be a list/)
  })
})
