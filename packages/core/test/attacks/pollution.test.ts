import { describe, expect, test } from 'vitest'
import { createMinter, defineCapability, exact, importKey, parseScopes } from '../../src/index.ts'
import { testJwk } from '../fixtures/read-keys.ts'
import { CLAIMS, handMade, HEADER, NOW, verdict, worldOf, written } from './hand.ts'

/** An object that does not inherit the pollution it is part of: whoever walks it comes to an end. */
function bare(members: object): object {
  return Object.assign(Object.create(null) as object, members)
}

describe('Object.prototype, polluted by something else in the process (CWE-1321)', () => {
  /** Verifies while the members are inherited by every object there is. */
  async function whilePolluted(members: object, token: string, options = {}): Promise<string> {
    const { verifier, control } = await worldOf('HS256', options)
    expect(await verdict(verifier, control)).toBe('accepted')
    const prototype = Object.prototype as unknown as Record<string, unknown>
    try {
      Object.assign(prototype, members)
      return await verdict(verifier, token)
    } finally {
      for (const name of Object.keys(members)) Reflect.deleteProperty(prototype, name)
    }
  }

  const without = (name: keyof typeof CLAIMS): object => ({ ...CLAIMS, [name]: undefined })

  test.each([
    ['exp', { exp: NOW + 60 }, handMade(HEADER, without('exp')), {}, 'claim'],
    ['iss', { iss: 'issuer' }, handMade(HEADER, without('iss')), {}, 'issuer'],
    ['aud', { aud: 'api' }, handMade(HEADER, CLAIMS), {}, 'accepted'],
    ['iat', { iat: NOW }, handMade(HEADER, without('iat')), { maxAge: 60 }, 'claim'],
    ['jti', { jti: 'x' }, handMade(HEADER, without('jti')), { requiredClaims: ['jti'] }, 'claim'],
    ['alg', { alg: 'HS256' }, handMade({ typ: HEADER.typ }, CLAIMS), {}, 'algorithm'],
    ['typ', { typ: HEADER.typ }, handMade({ alg: 'HS256' }, CLAIMS), {}, 'type'],
    ['kid', { kid: 'other' }, handMade({ ...HEADER, x: 1 }, CLAIMS), {}, 'accepted'],
    ['crit', { crit: 'x' }, handMade({ ...HEADER, x: 2 }, CLAIMS), {}, 'accepted'],
    ['cnf', { cnf: bare({ jkt: 'x' }) }, handMade(HEADER, { ...CLAIMS, x: 3 }), {}, 'accepted'],
    ['jkt', { jkt: 'x' }, handMade(HEADER, { ...CLAIMS, cnf: {} }), {}, 'claim'],
    ['once', { once: true }, handMade(HEADER, { ...CLAIMS, x: 4 }), {}, 'accepted'],
    ['scope', { scope: 'scope:a:b' }, handMade(HEADER, without('scope')), {}, 'accepted'],
  ])(
    '%s of nobody is not taken for the token’s',
    async (_name, members, token, options, expected) => {
      expect(await whilePolluted(members, token, options)).toBe(expected)
    },
  )

  test.each([
    ['ok', { ok: true }],
    ['grant', { grant: bare({}) }],
    ['reason', { reason: 'expired' }],
    ['cached', { cached: true }],
    ['material', { material: bare({}) }],
  ])('%s opens no door', async (_name, members) => {
    const forged = `${handMade(HEADER, CLAIMS).slice(0, -4)}AAAA`
    expect(await whilePolluted(members, forged)).not.toBe('accepted')
  })

  test('no member is visited that claims only inherit: one that inherits itself has no end', async () => {
    const visited = bare({ x: 1 })
    expect(await whilePolluted({ visited }, handMade(HEADER, { ...CLAIMS, x: 5 }))).toBe('accepted')
    expect(Object.isFrozen(visited)).toBe(false)
  })

  test('nothing that was inherited shows up in the grant', async () => {
    const { verifier, control } = await worldOf()
    const prototype = Object.prototype as unknown as Record<string, unknown>
    const token = handMade(HEADER, { iss: 'issuer', exp: NOW + 60 })
    try {
      Object.assign(prototype, {
        sub: 'root',
        scope: 'scope:admin:all',
        sid: 's',
        jti: 'j',
        root: 'r',
      })
      const { grant } = (await verifier.check(token)) as never as { grant: Record<string, unknown> }
      const own = (name: string): boolean => Object.hasOwn(grant, name)
      expect(['subject', 'session', 'id', 'rootId'].filter(own)).toEqual([])
      expect(grant['capabilities']).toEqual([])
    } finally {
      for (const name of ['sub', 'scope', 'sid', 'jti', 'root'])
        Reflect.deleteProperty(prototype, name)
    }
    expect(await verdict(verifier, control)).toBe('accepted')
  })
})

describe('claims and parameters named __proto__ (CWE-1321)', () => {
  const untouched = (): void => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  }

  test('they are claims like any other', async () => {
    const { verifier } = await worldOf()
    const payload = written(
      '__proto__',
      '{"polluted":1,"sub":"root"},"constructor":{"prototype":{"polluted":1}}',
    )
    const result = await verifier.check(handMade(HEADER, payload))
    const claims = result.ok ? result.grant.claims : {}
    expect(Object.hasOwn(claims, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype)
    expect(result.ok && result.grant.subject).toBe('alice')
    untouched()
  })

  test('they can be minted, and come back', async () => {
    const { verifier } = await worldOf()
    const keys = await importKey({ alg: 'HS256', jwk: testJwk('HS256') })
    const minter = createMinter({ issuer: 'issuer', keys, clock: () => NOW })
    const claims = JSON.parse('{"__proto__":{"polluted":1},"constructor":1}') as Record<
      string,
      unknown
    >
    const { token } = await minter.mint({ capabilities: [], claims })
    const result = await verifier.check(token)
    expect(result.ok && Object.hasOwn(result.grant.claims, '__proto__')).toBe(true)
    untouched()
  })

  test('a parameter of that name is read, and is unknown to a definition', async () => {
    const definition = defineCapability('a:b', { k: exact() })
    const scope =
      'scope:a:b?k=v&__proto__=x scope:a:b?k=w&constructor=x scope:__proto__:toString?k=v'
    expect(parseScopes(scope).rejected).toEqual([])
    const { verifier } = await worldOf()
    const result = await verifier.check(handMade(HEADER, { ...CLAIMS, scope }))
    const grant = result.ok ? result.grant : undefined
    expect(grant?.capabilities.map(({ params }) => Object.keys(params))).toEqual([
      ['k', '__proto__'],
      ['k', 'constructor'],
      ['k'],
    ])
    expect(grant?.allows(definition, { k: 'v' })).toBe(false)
    expect(grant?.allows(definition, { k: 'w' })).toBe(false)
    expect(grant?.allows(definition, { k: 'x' })).toBe(false)
    untouched()
  })

  test('a request cannot inherit what it asks for', async () => {
    const definition = defineCapability('a:b', { k: exact() })
    const { verifier, control } = await worldOf()
    const result = await verifier.check(control)
    expect(result.ok && result.grant.allows(definition, { k: 'v' })).toBe(true)
    const inherited = Object.create({ k: 'v' }) as { k: string }
    expect(result.ok && result.grant.allows(definition, inherited)).toBe(false)
  })
})
