import { describe, expect, test } from 'vitest'
import { isGrantlineError } from '../../src/errors.ts'
import type { GrantlineEvent } from '../../src/events.ts'
import { exportJwk } from '../../src/key/export.ts'
import { generateKey } from '../../src/key/generate.ts'
import { importKey } from '../../src/key/import.ts'
import { sourceOf, type KeySource } from '../../src/key/key-source.ts'
import { materialOf, type Key } from '../../src/key/key.ts'
import { createKeyRing, type KeyRing } from '../../src/key/ring.ts'

const SECRET = 'an honest secret of 32 bytes or more'
const a = await generateKey('EdDSA', { kid: 'a' })
const b = await generateKey('EdDSA', { kid: 'b' })
const c = await generateKey('EdDSA', { kid: 'c' })
const named = await secret('s')
const secretA = await secret('a')
const nameless = await secret()
const otherNameless = await importKey({ alg: 'HS256', secret: SECRET })
const publicA = await publicHalf(a)
const publicB = await publicHalf(b)

function publicHalf(key: Key): Promise<Key> {
  return importKey({ alg: key.alg, jwk: exportJwk(key) })
}

function secret(kid?: string): Promise<Key> {
  return importKey(
    { alg: 'HS256', secret: `${SECRET} ${kid ?? ''}` },
    kid === undefined ? {} : { kid },
  )
}

/** A ring whose clock stands at 1000 until it is set. */
function ringOf(keys: readonly Key[]) {
  const time = { now: 1000 }
  const events: GrantlineEvent[] = []
  const ring = createKeyRing(keys, {
    clock: () => time.now,
    onEvent: (event) => events.push(event),
  })
  const source = sourceOf('test', ring)
  return { ring, source, time, events, signs: (ttl = 60) => source.signer?.(ttl).key.kid }
}

/** Names of the keys that verify, by their own `kid`. */
function verifying(source: KeySource, names: readonly string[] = ['a', 'b', 'c']): string[] {
  return names.filter((kid) => source.find('EdDSA', kid) !== undefined)
}

function published(ring: KeyRing): unknown[] {
  return ring.jwks().keys.map(({ kid }) => kid)
}

describe('a new ring', () => {
  test('signs with the first key that can, and verifies with all', () => {
    const { source, signs } = ringOf([publicB, a, c])
    expect(signs()).toBe('a')
    expect(verifying(source)).toEqual(['a', 'b', 'c'])
  })

  test('of public keys alone has nothing that signs', () => {
    const { source } = ringOf([publicA, publicB])
    expect('signer' in source).toBe(false)
    expect(verifying(source)).toEqual(['a', 'b'])
  })

  test('finds the very material of a key, every time', () => {
    const { source } = ringOf([a])
    expect(source.find('EdDSA', 'a')).toBe(materialOf('test', a))
    expect(source.find('EdDSA', 'a')).toBe(source.find('EdDSA', undefined))
  })

  test('takes no notice of what becomes of the list', () => {
    const keys = [a]
    const { source } = ringOf(keys)
    keys.push(b)
    expect(verifying(source)).toEqual(['a'])
  })

  test('shows neither its keys nor a way to change itself', () => {
    const ring = createKeyRing([a])
    expect(Object.isFrozen(ring)).toBe(true)
    expect(Object.keys(ring)).toEqual(['kind', 'rotate', 'retire', 'jwks'])
  })
})

describe('which key a token means', () => {
  test('is said by `kid` and the algorithm together', async () => {
    const { source } = ringOf([a, named])
    expect(source.find('HS256', 'a')).toBeUndefined()
    expect(source.find('EdDSA', 's')).toBeUndefined()
    expect(source.find('HS256', 's')).toBeDefined()
  })

  test('without `kid` is clear only if one key fits the algorithm', async () => {
    const { ring, source } = ringOf([a, nameless])
    expect(source.find('EdDSA', undefined)).toBe(materialOf('test', a))
    expect(source.find('HS256', undefined)).toBeDefined()
    ring.rotate(b)
    expect(source.find('EdDSA', undefined)).toBeUndefined()
    ring.retire('a')
    expect(source.find('EdDSA', undefined)).toBe(materialOf('test', b))
  })

  test('with `kid` is never a key without one', async () => {
    const { source } = ringOf([nameless])
    for (const kid of ['', 'undefined', 's']) expect(source.find('HS256', kid)).toBeUndefined()
  })

  test.each(['__proto__', 'constructor', '../a', "a' OR 1=1", 'a\0', 'A', 'a'.repeat(20_000)])(
    'is none for a hostile `kid`: %.20s',
    (kid) => {
      expect(ringOf([a]).source.find('EdDSA', kid)).toBeUndefined()
    },
  )

  test('has a set of algorithms that stays the same until the keys change', async () => {
    const { ring, source } = ringOf([a, named])
    const before = source.algorithms()
    expect(before).toEqual(new Set(['EdDSA', 'HS256']))
    expect(source.algorithms()).toBe(before)
    ring.retire('s')
    expect(source.algorithms()).toEqual(new Set(['EdDSA']))
    expect(before).toEqual(new Set(['EdDSA', 'HS256']))
  })
})

describe('rotate', () => {
  test('publishes at once, verifies at once, and signs after publishFor', () => {
    const { ring, source, time, signs } = ringOf([a])
    ring.rotate(b, { publishFor: 300 })
    expect(published(ring)).toEqual(['a', 'b'])
    expect(verifying(source)).toEqual(['a', 'b'])
    time.now = 1299.999
    expect(signs()).toBe('a')
    time.now = 1300
    expect(signs()).toBe('b')
  })

  test('signs with the new key at once if nothing else is said', () => {
    const { ring, signs } = ringOf([a])
    ring.rotate(b)
    expect(signs()).toBe('b')
  })

  test('retires the old key retireAfter seconds after the new one begins', () => {
    const { ring, source, time, events } = ringOf([a])
    ring.rotate(b, { publishFor: 100, retireAfter: 50 })
    time.now = 1149.999
    expect(verifying(source)).toEqual(['a', 'b'])
    time.now = 1150
    expect(verifying(source)).toEqual(['b'])
    expect(published(ring)).toEqual(['b'])
    expect(events).toEqual([
      { type: 'rotated', kid: 'b' },
      { type: 'retired', kid: 'a' },
    ])
  })

  test('never retires the old key by itself without retireAfter', () => {
    const { ring, source, time } = ringOf([a])
    ring.rotate(b)
    time.now = 1e12
    expect(verifying(source)).toEqual(['a', 'b'])
  })

  test('refuses a retireAfter that would cut off what was signed', () => {
    const { ring, source, signs } = ringOf([a])
    signs(600)
    signs(60)
    expect(() => ring.rotate(b, { retireAfter: 599 })).toThrow(RangeError)
    expect(verifying(source)).toEqual(['a'])
    ring.rotate(b, { retireAfter: 600 })
    expect(verifying(source)).toEqual(['a', 'b'])
  })

  test('waits for a longer life that the old key signed while the new one was published', () => {
    const { ring, source, time, signs } = ringOf([a])
    signs(60)
    ring.rotate(b, { publishFor: 100, retireAfter: 60 })
    time.now = 1099.5
    expect(signs(3600)).toBe('a')
    time.now = 4699.999
    expect(verifying(source)).toEqual(['a', 'b'])
    time.now = 4700
    expect(verifying(source)).toEqual(['b'])
  })

  test('lets the key that came last win, also before the one before it has signed', () => {
    const { ring, source, time, signs } = ringOf([a])
    ring.rotate(b, { publishFor: 100, retireAfter: 1000 })
    ring.rotate(c, { publishFor: 10, retireAfter: 500 })
    time.now = 1010
    expect(signs()).toBe('c')
    time.now = 1100
    expect(signs()).toBe('c')
    time.now = 1509.999
    expect(verifying(source)).toEqual(['a', 'b', 'c'])
    time.now = 1510
    expect(verifying(source)).toEqual(['a', 'c'])
    time.now = 2010
    expect(verifying(source)).toEqual(['c'])
  })

  test('goes through all that is due if nobody asked for a long time', () => {
    const { ring, source, time, signs } = ringOf([a])
    ring.rotate(b, { publishFor: 10, retireAfter: 5 })
    ring.rotate(c, { publishFor: 20, retireAfter: 1e6 })
    time.now = 1e5
    expect(verifying(source)).toEqual(['b', 'c'])
    expect(signs()).toBe('c')
  })

  test('takes back the name of a key that is gone', () => {
    const { ring, source, time } = ringOf([a])
    ring.rotate(b, { retireAfter: 10 })
    time.now = 1010
    ring.rotate(a)
    expect(verifying(source)).toEqual(['a', 'b'])
  })

  test('keeps to keys that sign in a ring that signs, and to public ones in one that verifies', () => {
    expect(() => ringOf([a]).ring.rotate(publicB)).toThrow(/must be able to sign/)
    expect(() => ringOf([publicA]).ring.rotate(b)).toThrow(/only verifies/)
    const { ring, source, time } = ringOf([publicA])
    ring.rotate(publicB, { publishFor: 10, retireAfter: 20 })
    time.now = 1029
    expect(verifying(source)).toEqual(['a', 'b'])
    time.now = 1030
    expect(verifying(source)).toEqual(['b'])
  })
})

describe('retire', () => {
  test('throws a key out at once', () => {
    const { ring, source, events } = ringOf([a, b])
    ring.retire('b')
    expect(verifying(source)).toEqual(['a'])
    expect(published(ring)).toEqual(['a'])
    expect(events).toEqual([{ type: 'retired', kid: 'b' }])
  })

  test('lets the next key take over without waiting for its time', () => {
    const { ring, signs } = ringOf([a])
    ring.rotate(b, { publishFor: 1000 })
    ring.rotate(c, { publishFor: 2000 })
    ring.retire('a')
    expect(signs()).toBe('b')
    ring.retire('b')
    expect(signs()).toBe('c')
  })

  test('lets another key that the ring was made with take over if none is on its way', () => {
    const { ring, signs } = ringOf([a, b, c])
    ring.retire('b')
    ring.retire('a')
    expect(signs()).toBe('c')
  })

  test('throws out the last one as well; minting is unavailable until there is another', () => {
    const { ring, source, signs } = ringOf([a])
    ring.retire('a')
    expect(verifying(source)).toEqual([])
    expect(signs).toThrow(expect.objectContaining({ code: 'verifier_unavailable', status: 503 }))
    ring.rotate(b, { publishFor: 1000 })
    expect(signs()).toBe('b')
  })

  test('does not let a key that handed over sign again', () => {
    const { ring, source, signs } = ringOf([a])
    ring.rotate(b)
    ring.retire('b')
    expect(verifying(source)).toEqual(['a'])
    expect(signs).toThrow('rotate(next)')
  })

  test('of a key on its way leaves the one that signs where it is, for good', () => {
    const { ring, source, time, signs } = ringOf([a])
    ring.rotate(b, { publishFor: 10, retireAfter: 100 })
    ring.retire('b')
    time.now = 1e6
    expect(verifying(source)).toEqual(['a'])
    expect(signs()).toBe('a')
  })

  test('overrules the wait for tokens that still live', () => {
    const { ring, source, signs } = ringOf([a])
    signs(3600)
    ring.rotate(b)
    ring.retire('a')
    expect(verifying(source)).toEqual(['b'])
  })

  test('of a key that was going anyway is the end of it: its name is free', () => {
    const { ring, source, time, events } = ringOf([a])
    ring.rotate(b, { retireAfter: 10 })
    ring.retire('a')
    ring.rotate(a)
    time.now = 1e6
    expect(verifying(source)).toEqual(['a', 'b'])
    expect(events.map(({ type }) => type)).toEqual(['rotated', 'retired', 'rotated'])
  })

  test.each(['x', '__proto__', ''])('refuses a kid that is not there: %j', (kid) => {
    expect(() => ringOf([a]).ring.retire(kid)).toThrow(TypeError)
  })

  test('knows no key that is gone already', () => {
    const { ring, time } = ringOf([a])
    ring.rotate(b, { retireAfter: 10 })
    time.now = 1010
    expect(() => ring.retire('a')).toThrow(TypeError)
  })
})

describe('jwks', () => {
  test('holds public members only, and never a secret', async () => {
    const { x } = exportJwk(a)
    const ring = createKeyRing([a, named])
    expect(ring.jwks()).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: 'a', alg: 'EdDSA', use: 'sig' }],
    })
  })

  test('is a fresh object that changes nothing', () => {
    const ring = createKeyRing([a])
    const [shown] = ring.jwks().keys
    Object.assign(shown ?? {}, { x: 'AAAA', kid: 'z' })
    expect(published(ring)).toEqual(['a'])
    expect(ring.jwks().keys[0]).not.toMatchObject({ x: 'AAAA' })
  })

  test('gives keys that verify what the ring signs', async () => {
    const ring = createKeyRing([a])
    const [jwk] = ring.jwks().keys
    const read = await importKey({ alg: 'EdDSA', jwk: jwk ?? { kty: 'OKP' } })
    const signature = await materialOf('test', a).sign?.('text')
    expect(await materialOf('test', read).verify('text', signature ?? '')).toBe(true)
  })
})

describe('keys that cannot be told apart', () => {
  test.each([
    ['two keys of one kid', [a, a]],
    ['one kid under two algorithms', [a, secretA]],
    ['two secrets of which one has no kid', [named, nameless]],
    ['two secrets without kid', [nameless, otherNameless]],
    ['the same the other way round', [nameless, named]],
  ])('are refused: %s', (_what, [first, second]) => {
    if (!first || !second) throw new Error('two keys are needed')
    expect(() => createKeyRing([first, second])).toThrow(TypeError)
    const { ring, source } = ringOf([first])
    const algorithms = source.algorithms()
    expect(() => ring.rotate(second)).toThrow(/"kid"/)
    expect(source.algorithms()).toBe(algorithms)
    expect(source.signer?.(60)).toBe(materialOf('test', first))
  })

  test('may be of two algorithms, one of them without kid', async () => {
    expect(verifying(ringOf([a, nameless]).source)).toEqual(['a'])
  })
})

describe('mistakes in the calling code', () => {
  test.each([
    ['no list', () => createKeyRing(a as never), TypeError],
    ['no keys', () => createKeyRing([]), TypeError],
    ['a JWK', () => createKeyRing([exportJwk(a) as never]), TypeError],
    ['an unknown option', () => createKeyRing([a], { now: 1 } as never), TypeError],
    ['a clock that is none', () => createKeyRing([a], { clock: 5 as never }), TypeError],
    ['a listener that is none', () => createKeyRing([a], { onEvent: {} as never }), TypeError],
    ['rotating to no key', () => createKeyRing([a]).rotate({} as never), TypeError],
    ['an unknown setting', () => createKeyRing([a]).rotate(b, { after: 1 } as never), TypeError],
    ['a negative publishFor', () => createKeyRing([a]).rotate(b, { publishFor: -1 }), RangeError],
    ['half a second', () => createKeyRing([a]).rotate(b, { publishFor: 0.5 }), RangeError],
    ['a retireAfter of NaN', () => createKeyRing([a]).rotate(b, { retireAfter: NaN }), RangeError],
  ])('are refused: %s', (_what, act, type) => {
    expect(act).toThrow(type)
  })
})

describe('a broken clock', () => {
  test.each([NaN, Infinity, undefined, '1000'])('that says %s lets nothing through', (broken) => {
    const { ring, source, time } = ringOf([a, b])
    time.now = broken as number
    expect(() => source.find('EdDSA', 'a')).toThrow(
      expect.objectContaining({ code: 'verifier_unavailable' }),
    )
    expect(() => source.signer?.(60)).toThrow(TypeError)
    expect(() => ring.rotate(c)).toThrow(TypeError)
    expect(() => ring.jwks()).toThrow(expect.toSatisfy(isGrantlineError))
  })

  test('keeps no lost key in', () => {
    const { ring, source, time } = ringOf([a, b])
    time.now = NaN
    ring.retire('a')
    time.now = 1000
    expect(verifying(source)).toEqual(['b'])
  })

  test('brings no key back that handed over before', () => {
    const { ring, time, signs } = ringOf([a])
    ring.rotate(b)
    time.now = NaN
    ring.retire('b')
    time.now = 1000
    expect(signs).toThrow('no key left')
  })
})

describe('listeners', () => {
  test('change nothing by throwing', () => {
    const ring = createKeyRing([a], {
      onEvent: () => {
        throw new Error('broken log')
      },
    })
    ring.rotate(b)
    ring.retire('a')
    expect(published(ring)).toEqual(['b'])
  })

  test('may use the ring', () => {
    const ring: KeyRing = createKeyRing([a], {
      onEvent: ({ type }) => {
        if (type === 'rotated') ring.retire('a')
      },
    })
    ring.rotate(b, { retireAfter: 0 })
    expect(published(ring)).toEqual(['b'])
  })

  test('hear of a secret without a name', async () => {
    const { ring, events } = ringOf([a])
    ring.rotate(nameless)
    expect(events).toEqual([{ type: 'rotated' }])
  })
})

test('keys without a kid go together if each is of its own algorithm, and none is retired', async () => {
  const longer = await importKey({ alg: 'HS512', secret: SECRET.repeat(2) })
  const { ring, source } = ringOf([nameless, longer])
  expect(source.find('HS256', undefined)).toBe(materialOf('test', nameless))
  expect(source.find('HS512', undefined)).toBe(materialOf('test', longer))
  expect(() => ring.retire(undefined as never)).toThrow(/no key of this "kid"/)
  expect(source.find('HS512', undefined)).toBe(materialOf('test', longer))
})

test('a key without a kid is told of without one', () => {
  const { ring, events } = ringOf([a])
  ring.rotate(nameless, { retireAfter: 0 })
  expect(events).toStrictEqual([{ type: 'rotated' }, { type: 'retired', kid: 'a' }])
})

test('a key that is thrown out before its turn changes nothing for the others', () => {
  const { ring, source, time, signs } = ringOf([a])
  ring.rotate(b, { publishFor: 10, retireAfter: 100 })
  ring.rotate(c, { publishFor: 20, retireAfter: 50 })
  time.now = 1010
  expect(signs(0)).toBe('b')
  ring.retire('c')
  time.now = 1109
  expect(verifying(source)).toEqual(['a', 'b'])
  time.now = 1110
  expect(verifying(source)).toEqual(['b'])
  time.now = 9999
  expect(verifying(source)).toEqual(['b'])
  expect(signs(0)).toBe('b')
})
