import { generateKeyPairSync } from 'node:crypto'
import type { JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { GrantlineEvent } from '../../src/events.ts'
import type { Algorithm } from '../../src/key/algorithm.ts'
import { exportJwk } from '../../src/key/export.ts'
import { generateKey } from '../../src/key/generate.ts'
import { sourceOf } from '../../src/key/key-source.ts'
import { materialOf } from '../../src/key/key.ts'
import { remoteKeys, type RemoteKeysOptions } from '../../src/key/remote.ts'
import { json, jwksOf, startKeyServer, type Answer } from './key-server.ts'

const signing = {
  a: await generateKey('EdDSA', { kid: 'a' }),
  b: await generateKey('EdDSA', { kid: 'b' }),
}
const a = exportJwk(signing.a)
const b = exportJwk(signing.b)
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaJwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'r' } as JWK
const UNAVAILABLE = { code: 'verifier_unavailable', reason: 'unavailable', status: 503 }

// What nobody waits for must not fail unheard: it would end the process.
const unhandled: unknown[] = []
const remember = (reason: unknown): void => void unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', remember))
afterAll(async () => {
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', remember)
  expect(unhandled).toEqual([])
})

/** Remote keys of a server that answers so, at an instant that can be set. */
async function remoteOf(answer: Answer, options: RemoteKeysOptions = {}) {
  const server = await startKeyServer(answer)
  const time = { now: 1000 }
  const events: GrantlineEvent[] = []
  const keys = remoteKeys(server.url, {
    clock: () => time.now,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const source = sourceOf('test', keys)
  const find = async (kid?: string, alg: Algorithm = 'EdDSA') => source.find(alg, kid)
  /** The name of the key that is found, or the code of the error. */
  const ask = (kid?: string, alg?: Algorithm): Promise<string | undefined> =>
    find(kid, alg).then(
      (material) => material?.key.kid,
      (error: { code?: string }) => error.code ?? 'another error',
    )
  return { server, time, events, source, find, ask, count: () => server.requests.length }
}

describe('finding a key', () => {
  test('fetches when first asked, not before, and then answers from memory', async () => {
    const { server, source, find, count } = await remoteOf(jwksOf(a, b))
    expect(count()).toBe(0)
    const found = await find('a')
    const signature = await materialOf('test', signing.a).sign?.('text')
    expect(await found?.verify('text', signature ?? '')).toBe(true)
    expect(found?.sign).toBeUndefined()
    expect(source.find('EdDSA', 'a')).toBe(found)
    expect(await find('b')).toBeDefined()
    expect(count()).toBe(1)
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/jwk-set+json, application/json',
    })
    expect(server.requests[0]?.headers).not.toHaveProperty('cookie')
  })

  test('says nothing of algorithms and never signs', async () => {
    const { source } = await remoteOf(jwksOf(a))
    expect(source.algorithms()).toBeUndefined()
    expect('signer' in source).toBe(false)
  })

  test('shares one fetch among all who wait for it', async () => {
    const held: (() => void)[] = []
    const { server, ask, count } = await remoteOf((response, request) => {
      held.push(() => jwksOf(a)(response, request))
    })
    const answers = Promise.all(Array.from({ length: 50 }, (_, at) => ask(at % 2 ? 'a' : 'x')))
    await server.asked(1)
    for (const release of held) release()
    expect(new Set(await answers)).toEqual(new Set(['a', undefined]))
    expect(count()).toBe(1)
  })

  test('gives one object to all who ask at once, and after a refresh that changes nothing', async () => {
    const { server, time, find } = await remoteOf(jwksOf(a, rsaJwk))
    const found = await Promise.all([find('a'), find('a'), find('r', 'PS256')])
    expect(found[0]).toBe(found[1])
    server.answer = jwksOf({ ...rsaJwk, x5t: 'AAAA' }, { ...b }, { ...a })
    time.now += 600
    expect(await find('a')).toBe(found[0])
    expect(await find('r', 'PS256')).toBe(found[2])
  })

  test('lets a key without `alg` serve each algorithm that fits, and one with `alg` only that', async () => {
    const { ask } = await remoteOf(jwksOf(rsaJwk, { ...rsaJwk, kid: 'p', alg: 'PS256' }))
    expect(await ask('r', 'RS256')).toBe('r')
    expect(await ask('r', 'PS512')).toBe('r')
    expect(await ask('p', 'PS256')).toBe('p')
    expect(await ask('p', 'RS256')).toBeUndefined()
    for (const alg of ['ES256', 'EdDSA', 'HS256'] as const) {
      expect(await ask('r', alg)).toBeUndefined()
    }
  })

  test('takes the name that RFC 9864 gives to EdDSA', async () => {
    const { ask } = await remoteOf(jwksOf({ ...a, alg: 'Ed25519' }))
    expect(await ask('a')).toBe('a')
  })

  test('without `kid` is clear only if one key fits', async () => {
    const { server, time, ask } = await remoteOf(jwksOf(a, rsaJwk))
    expect(await ask()).toBe('a')
    expect(await ask(undefined, 'RS256')).toBe('r')
    server.answer = jwksOf(a, b)
    time.now += 600
    expect(await ask()).toBeUndefined()
    expect(await ask(undefined, 'RS256')).toBeUndefined()
  })

  test('with `kid` never means a key without one', async () => {
    const { kid: _kid, ...nameless } = a
    const { ask, find } = await remoteOf(jwksOf(nameless))
    const found = await find()
    expect(found).toBeDefined()
    for (const kid of [found?.key.kid ?? '', 'undefined', '']) {
      expect(await ask(kid)).toBeUndefined()
    }
  })

  test.each(['__proto__', 'constructor', '../jwks', 'https://evil.example/', 'a'.repeat(20_000)])(
    'finds none for a hostile `kid`, and asks the same URL: %.20s',
    async (kid) => {
      const { server, ask } = await remoteOf(jwksOf(a))
      expect(await ask(kid)).toBeUndefined()
      expect(server.requests.map(({ url }) => url)).toEqual(['/jwks'])
    },
  )
})

describe('a key that fits no algorithm of ours', () => {
  test.each([
    { kty: 'AKP', kid: 'a' },
    { kty: 'oct', kid: 'a' },
    { kty: 'RSA-OAEP', kid: 'a', n: 'AQAB', e: 'AQAB' },
    { kty: 'EC', kid: 'a', crv: 'secp256k1', x: 'AAAA', y: 'AAAA' },
    { kty: 'OKP', kid: 'a', crv: 'X25519', x: 'AAAA' },
    { ...a, crv: 'Ed448' },
  ])('takes no other key its name: %j', async (member) => {
    const { ask } = await remoteOf(jwksOf(member, a))
    expect(await ask('a')).toBe('a')
  })

  test.each<readonly [unknown, Algorithm]>([
    [rsaJwk, 'EdDSA'],
    [{ ...a, alg: 'EdDSA' }, 'ES256'],
    [{ ...rsaJwk, alg: 'RS256' }, 'PS256'],
    [{ ...rsaJwk, alg: 'Ed25519' }, 'RS256'],
  ])('is not the one that is meant: %#', async (member, alg) => {
    const { time, ask, count } = await remoteOf(jwksOf(member), { cooldown: 10 })
    expect(await ask(undefined, alg)).toBeUndefined()
    time.now += 10
    expect(await ask(undefined, alg)).toBeUndefined()
    expect(count()).toBe(2)
  })
})

describe('a change of the set', () => {
  test('is told of the keys that came and went, and of no other', async () => {
    const { kid: _kid, ...without } = b
    const { server, time, events, ask } = await remoteOf(jwksOf(a, b))
    await ask('a')
    server.answer = jwksOf(a, rsaJwk, without)
    time.now += 600
    await ask('a')
    expect(events).toStrictEqual([
      { type: 'rotated', kid: 'r' },
      { type: 'rotated' },
      { type: 'retired', kid: 'b' },
    ])
  })

  test('is told as stale while keys serve, with the time that the fetch took', async () => {
    const { server, time, events, ask } = await remoteOf(jwksOf(a), { maxStale: 100 })
    await ask('a')
    server.answer = json('', 500)
    const before = performance.now()
    time.now += 600
    await ask('x')
    const took = performance.now() - before
    expect(events).toEqual([{ type: 'stale', durationMs: expect.toSatisfy((ms) => ms <= took) }])
    time.now += 100
    expect(await ask('a')).toBe('verifier_unavailable')
    expect(events).toHaveLength(1)
  })
})

describe('keys grow old', () => {
  test('after cacheMaxAge, to the second', async () => {
    const { time, ask, count } = await remoteOf(jwksOf(a), { cacheMaxAge: 60 })
    await ask('a')
    time.now = 1059.999
    await ask('a')
    expect(count()).toBe(1)
    time.now = 1060
    expect(await ask('a')).toBe('a')
    expect(count()).toBe(2)
  })

  test('and one that is withdrawn stops verifying with the next fetch', async () => {
    const { server, time, ask, events } = await remoteOf(jwksOf(a))
    expect(await ask('a')).toBe('a')
    server.answer = jwksOf(b)
    expect(await ask('a')).toBe('a')
    time.now += 600
    expect(await ask('a')).toBeUndefined()
    expect(await ask('b')).toBe('b')
    expect(events).toEqual([
      { type: 'rotated', kid: 'b' },
      { type: 'retired', kid: 'a' },
    ])
  })

  test('and an empty set withdraws all', async () => {
    const { server, time, ask } = await remoteOf(jwksOf(a))
    await ask('a')
    server.answer = jwksOf()
    time.now += 600
    expect(await ask('a')).toBeUndefined()
  })

  test('also when the clock is put back', async () => {
    const { time, ask, count } = await remoteOf(jwksOf(a))
    await ask('a')
    time.now -= 1e6
    expect(await ask('a')).toBe('a')
    expect(count()).toBe(2)
  })

  test('and nothing is found by a clock that is broken', async () => {
    const { time, ask } = await remoteOf(jwksOf(a))
    await ask('a')
    for (const broken of [NaN, Infinity]) {
      time.now = broken
      expect(await ask('a')).toBe('verifier_unavailable')
    }
    time.now = 1001
    expect(await ask('a')).toBe('a')
  })
})

describe('a kid that is unknown', () => {
  test('is looked for once, so a new key verifies at once', async () => {
    const { server, ask, count } = await remoteOf(jwksOf(a))
    await ask('a')
    server.answer = jwksOf(a, b)
    expect(await ask('b')).toBe('b')
    expect(count()).toBe(2)
  })

  test('is fetched for at most once per cooldown', async () => {
    const { time, ask, count } = await remoteOf(jwksOf(a), { cooldown: 10 })
    await ask('a')
    for (let kid = 0; kid < 20; kid += 1) expect(await ask(`x${kid}`)).toBeUndefined()
    expect(count()).toBe(2)
    time.now = 1009.999
    await ask('y')
    expect(count()).toBe(2)
    time.now = 1010
    await Promise.all([ask('y'), ask('z')])
    expect(count()).toBe(3)
    expect(await ask('a')).toBe('a')
  })

  test('is not fetched for again right after the first fetch', async () => {
    const { ask, count } = await remoteOf(jwksOf(a))
    await ask('x')
    await ask('y')
    expect(count()).toBe(1)
  })

  test('keeps no known key from being found when the set is due before the cooldown ends', async () => {
    const { time, ask, count } = await remoteOf(jwksOf(a), { cacheMaxAge: 5, cooldown: 10 })
    await ask('x')
    time.now += 5
    expect(await ask('a')).toBe('a')
    expect(count()).toBe(2)
  })

  test('is unavailable, not invalid, where the server does not answer', async () => {
    const { server, time, ask, count } = await remoteOf(jwksOf(a))
    await ask('a')
    server.answer = json('', 500)
    expect(await ask('b')).toBe('verifier_unavailable')
    expect(await ask('c')).toBe('verifier_unavailable')
    expect(count()).toBe(2)
    expect(await ask('a')).toBe('a')
    server.answer = jwksOf(a, b)
    time.now += 10
    expect(await ask('b')).toBe('b')
  })

  test('of an algorithm for secrets is never fetched for', async () => {
    const { ask, count } = await remoteOf(jwksOf(a))
    expect(await ask('x', 'HS256')).toBeUndefined()
    expect(await ask(undefined, 'HS512')).toBeUndefined()
    expect(count()).toBe(0)
  })
})

describe('a server that is down', () => {
  test('makes verifying unavailable, with the cause', async () => {
    const { server, find } = await remoteOf(jwksOf(a))
    await server.close()
    const error = await find('a').catch((caught: unknown) => caught)
    expect(error).toMatchObject(UNAVAILABLE)
    // How it is worded is up to the runtime.
    expect(error).toHaveProperty('cause', expect.any(Error))
  })

  test('is asked once per cooldown, and found again', async () => {
    const { server, time, ask, count } = await remoteOf(json('', 503), { cooldown: 10 })
    for (let at = 0; at < 5; at += 1) expect(await ask('a')).toBe('verifier_unavailable')
    await Promise.all([ask('a'), ask('b'), ask()])
    expect(count()).toBe(1)
    time.now = 1009.999
    expect(await ask('a')).toBe('verifier_unavailable')
    expect(count()).toBe(1)
    server.answer = jwksOf(a)
    time.now = 1010
    expect(await ask('a')).toBe('a')
    expect(count()).toBe(2)
  })

  test('lets known keys serve until maxStale after cacheMaxAge, and no longer', async () => {
    const { server, time, ask, events } = await remoteOf(jwksOf(a), {
      cacheMaxAge: 60,
      maxStale: 100,
    })
    await ask('a')
    server.answer = json('', 500)
    time.now = 1060
    expect(await ask('a')).toBe('a')
    expect(events).toEqual([{ type: 'stale', durationMs: expect.any(Number) as number }])
    time.now = 1159.999
    expect(await ask('a')).toBe('a')
    time.now = 1160
    expect(await ask('a')).toBe('verifier_unavailable')
    server.answer = jwksOf(a)
    time.now = 1200
    expect(await ask('a')).toBe('a')
  })

  test('keeps nobody waiting who has a known key, and is asked in the background', async () => {
    const { server, time, source, find, count } = await remoteOf(jwksOf(a), { cooldown: 10 })
    const known = await find('a')
    server.answer = json('', 500)
    time.now += 600
    expect(await find('a')).toBe(known)
    // Hangs, and yet the answer is there without a turn of the event loop.
    const held: (() => void)[] = []
    server.answer = (response, request) => held.push(() => jwksOf(b)(response, request))
    time.now += 10
    expect(source.find('EdDSA', 'a')).toBe(known)
    expect(source.find('EdDSA', 'a')).toBe(known)
    await server.asked(3)
    const waiting = find('b')
    for (const release of held) release()
    expect((await waiting)?.key.kid).toBe('b')
    expect(count()).toBe(3)
    server.answer = jwksOf(b)
    expect(await find('a')).toBeUndefined()
  })
})

describe('an answer that lies', () => {
  const notUtf8 = Buffer.from(JSON.stringify({ more: '\u00ff', keys: [a] }), 'latin1')
  const lies: readonly (readonly [string, Answer])[] = [
    ['HTML', json('<!doctype html><p>Sign in</p>')],
    ['nothing', json('')],
    ['half a set', json(JSON.stringify({ keys: [a] }).slice(0, -3))],
    ['null', json('null')],
    ['a list', json('[]')],
    ['no keys', json('{}')],
    ['keys that are no list', json('{"keys":{"0":{}}}')],
    ['keys that are null', json('{"keys":null}')],
    ['too many keys', jwksOf(...Array.from({ length: 501 }, () => ({})))],
    ['a body too large', json(JSON.stringify({ keys: [a], more: 'x'.repeat(300_000) }))],
    ['bytes that are no UTF-8', (response) => response.end(notUtf8)],
    ['lists in lists', json('['.repeat(200_000))],
    ['500', json(JSON.stringify({ keys: [a, b] }), 500)],
    ['201', json(JSON.stringify({ keys: [a, b] }), 201)],
    ['304', (response) => response.writeHead(304).end()],
    ['204', (response) => response.writeHead(204).end()],
    ['a reset connection', (response) => response.socket?.resetAndDestroy()],
    ['no HTTP', (response) => response.socket?.end('hello\r\n\r\n')],
    [
      'a connection that ends in the body',
      (response) => {
        response.writeHead(200, { 'content-length': 1000 })
        response.write('{"keys":[', () => response.socket?.destroy())
      },
    ],
    [
      'a body without end',
      (response) => {
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more))
        }
        more()
      },
    ],
  ]

  test.each(lies)('counts as none: %s', async (what, lie) => {
    const { server, time, ask, count } = await remoteOf(lie)
    expect(await ask('a')).toBe('verifier_unavailable')
    time.now += 10
    server.answer = jwksOf(a)
    expect(await ask('a')).toBe('a')
    server.answer = lie
    time.now += 600
    expect(await ask('a')).toBe('a')
    expect(await ask('b')).toBe('verifier_unavailable')
    // Bun and Deno ask once more by themselves when a connection breaks before the answer.
    const most = what === 'a reset connection' || what === 'no HTTP' ? 5 : 3
    expect(count()).toBeGreaterThanOrEqual(3)
    expect(count()).toBeLessThanOrEqual(most)
  })

  test.each([301, 302, 303, 307, 308])('is not followed elsewhere: %d', async (status) => {
    const elsewhere = await startKeyServer(jwksOf(a))
    const { ask } = await remoteOf((response) => {
      response.writeHead(status, { location: elsewhere.url }).end()
    })
    expect(await ask('a')).toBe('verifier_unavailable')
    expect(elsewhere.requests).toHaveLength(0)
  })
})

describe('an answer in pieces', () => {
  const inPieces = (bytes: Uint8Array<ArrayBuffer>, size: number): Response => {
    let at = 0
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + size))
        at += size
      },
    })
    return new Response(body)
  }
  const answering = (text: string, size: number): RemoteKeysOptions => ({
    fetch: async () => inPieces(new TextEncoder().encode(text), size),
  })

  test('is read whole, characters that are cut through too', async () => {
    const text = JSON.stringify({ keys: [{ ...a, kid: 'é€👋' }] })
    const { ask } = await remoteOf(json(''), answering(text, 1))
    expect(await ask('é€👋')).toBe('é€👋')
  })

  test('may have 256 KiB, and not one byte more', async () => {
    const text = JSON.stringify({ keys: [a] })
    const full = await remoteOf(json(''), answering(text.padEnd(262_144), 65_536))
    expect(await full.ask('a')).toBe('a')
    const over = await remoteOf(json(''), answering(text.padEnd(262_145), 65_536))
    expect(await over.ask('a')).toBe('verifier_unavailable')
  })
})

describe('an answer that does not come', () => {
  test('is given up after timeout, wherever it hangs', async () => {
    const hangs: readonly Answer[] = [
      () => {},
      (response) => response.flushHeaders(),
      (response) => response.write('{"keys":['),
    ]
    const worlds = await Promise.all([
      ...hangs.map((hang) => remoteOf(hang, { timeout: 1 })),
      // This one does not care for the signal.
      remoteOf(jwksOf(a), { timeout: 1, fetch: () => new Promise(() => {}) }),
    ])
    const asked = worlds.flatMap(({ ask }) => [ask('a'), ask('b')])
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['verifier_unavailable']))
    expect(worlds.map(({ count }) => count())).toEqual([1, 1, 1, 0])
  })

  test('is given up in the background as well, and known keys serve on', async () => {
    const { server, time, ask, count } = await remoteOf(jwksOf(a), { timeout: 1 })
    await ask('a')
    server.answer = () => {}
    time.now += 600
    expect(await ask('a')).toBe('a')
    time.now += 10
    expect(await ask('a')).toBe('a')
    expect(await ask('b')).toBe('verifier_unavailable')
    expect(count()).toBe(3)
  })
})

describe('members of a set', () => {
  const { x = '' } = a
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    format: 'jwk',
  })
  const bad: readonly (readonly [string, unknown, Algorithm])[] = [
    ['null', null, 'EdDSA'],
    ['a string', 'key', 'EdDSA'],
    ['a list', [a], 'EdDSA'],
    ['nothing', {}, 'EdDSA'],
    ['another kty', { ...a, kid: 'bad', kty: 'AKP' }, 'EdDSA'],
    ['another curve', { ...a, kid: 'bad', crv: 'Ed448' }, 'EdDSA'],
    ['half a point', { ...a, kid: 'bad', x: x.slice(1) }, 'EdDSA'],
    ['a point that is a list', { ...a, kid: 'bad', x: [x] }, 'EdDSA'],
    ['a use other than sig', { ...b, kid: 'bad', use: 'enc' }, 'EdDSA'],
    ['operations without verify', { ...b, kid: 'bad', key_ops: ['encrypt'] }, 'EdDSA'],
    ['operations that are no list', { ...b, kid: 'bad', key_ops: 'verify' }, 'EdDSA'],
    ['another algorithm', { ...b, kid: 'bad', alg: 'ES256' }, 'EdDSA'],
    ['an alg that is no string', { ...b, kid: 'bad', alg: ['EdDSA'] }, 'EdDSA'],
    ['a kid that is no string', { ...b, kid: 5 }, 'EdDSA'],
    ['a private half', { ...exportJwk(signing.b, { private: true }), kid: 'bad' }, 'EdDSA'],
    ['a secret', { kty: 'oct', k: x, kid: 'bad', alg: 'HS256' }, 'HS256'],
    ['a secret in a public key', { ...b, kid: 'bad', k: x }, 'EdDSA'],
    ['a weak key', { ...weak, kid: 'bad' }, 'RS256'],
  ]

  test.each(bad)('are left out alone: %s', async (_what, member, alg) => {
    const { ask, count } = await remoteOf(jwksOf(member, a))
    expect(await ask('a')).toBe('a')
    expect(await ask()).toBe('a')
    expect(await ask('bad', alg)).toBeUndefined()
    expect(count()).toBeLessThanOrEqual(2)
  })

  test('are left out alone: lists in lists', async () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const { ask } = await remoteOf(
      json(`{"keys":[{"kty":"RSA","n":${deep}},${JSON.stringify(a)}]}`),
    )
    expect(await ask('a')).toBe('a')
  })

  test('of one kid are no key at all', async () => {
    const { ask } = await remoteOf(jwksOf(a, { ...b, kid: 'a' }, rsaJwk, b))
    expect(await ask('a')).toBeUndefined()
    expect(await ask('b')).toBe('b')
    expect(await ask('r', 'RS256')).toBe('r')
  })

  test('of one kid are told apart if only one is for signatures', async () => {
    const { ask } = await remoteOf(jwksOf({ ...b, kid: 'a', use: 'enc' }, a))
    expect(await ask('a')).toBe('a')
  })

  test('may be many', async () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ ...b, kid: `k${at}` }))
    const { ask } = await remoteOf(jwksOf(...many, a))
    expect(await ask('a')).toBe('a')
    expect(await ask('k199')).toBe('k199')
    expect(await ask()).toBeUndefined()
  })
})

describe('fetch', () => {
  test('is the global one of the moment', async () => {
    const { ask, count } = await remoteOf(jwksOf(b))
    vi.stubGlobal('fetch', async () => Response.json({ keys: [a] }))
    expect(await ask('a')).toBe('a')
    expect(count()).toBe(0)
  })

  test.each<readonly [string, RemoteKeysOptions['fetch']]>([
    [
      'throws',
      () => {
        throw new Error('no network')
      },
    ],
    ['gives nothing', async () => undefined as never],
    [
      'followed a redirect',
      async () =>
        Object.defineProperty(Response.json({ keys: [a] }), 'redirected', { value: true }),
    ],
    [
      'gives a body that was read',
      async () => {
        const read = Response.json({ keys: [a] })
        await read.text()
        return read
      },
    ],
    ['gives no body', async () => new Response(null)],
  ])('may fail in its own way: it %s', async (_how, fetch) => {
    const { ask } = await remoteOf(jwksOf(a), fetch ? { fetch } : {})
    expect(await ask('a')).toBe('verifier_unavailable')
  })

  test('is given the URL and what it needs, and no more', async () => {
    const fetch = vi.fn(async (_url: string, _init: RequestInit) => Response.json({ keys: [a] }))
    const { server, ask } = await remoteOf(jwksOf(), { fetch })
    expect(await ask('a')).toBe('a')
    expect(fetch.mock.calls).toEqual([
      [
        server.url,
        {
          method: 'GET',
          headers: { Accept: 'application/jwk-set+json, application/json' },
          redirect: 'manual',
          signal: expect.any(AbortSignal) as AbortSignal,
        },
      ],
    ])
  })
})

describe('mistakes in the calling code', () => {
  test.each([
    'http://issuer.example/jwks',
    'http://localhost.issuer.example/jwks',
    'http://notlocalhost/jwks',
    'http://127.0.0.1.issuer.example/jwks',
    'http://10.0.0.1/jwks',
    'http://[::2]/jwks',
    'ftp://localhost/jwks',
    'file:///jwks.json',
    'data:application/json,{}',
    'https://user:word@issuer.example/jwks',
    'https://user@issuer.example/jwks',
    '/jwks',
    '',
  ])('are refused: the URL %j', (url) => {
    expect(() => remoteKeys(url)).toThrow(TypeError)
    expect(() => remoteKeys(url)).not.toThrow('example/jwks"')
  })

  test.each([
    'https://issuer.example/jwks?tenant=1',
    'HTTPS://issuer.example:8443/jwks',
    'http://localhost:3000/jwks',
    'http://127.0.0.1/jwks',
    'http://127.9.8.7/jwks',
    'http://[::1]:3000/jwks',
    new URL('https://issuer.example/jwks'),
  ])('are not: the URL %s', (url) => {
    const keys = remoteKeys(url)
    expect(keys).toEqual({ kind: 'remote' })
    expect(Object.isFrozen(keys)).toBe(true)
  })

  test.each([
    [{ cacheMaxAge: 0 }, RangeError],
    [{ cacheMaxAge: 1.5 }, RangeError],
    [{ cooldown: -1 }, RangeError],
    [{ timeout: 0 }, RangeError],
    [{ timeout: 301 }, RangeError],
    [{ maxStale: Infinity }, RangeError],
    [{ cooldown: '10' as never }, RangeError],
    [{ fetch: 'fetch' as never }, TypeError],
    [{ clock: 5 as never }, TypeError],
    [{ onEvent: true as never }, TypeError],
    [{ cacheMaxAgeMs: 5 } as never, TypeError],
  ])('are refused: %o', (options: RemoteKeysOptions, type) => {
    expect(() => remoteKeys('https://issuer.example/jwks', options)).toThrow(type)
  })
})
