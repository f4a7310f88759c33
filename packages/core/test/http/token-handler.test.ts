import { describe, expect, onTestFinished, test } from 'vitest'
import { createRequestUrl, denied, invalidRequest, tokenHandler } from '../../src/http.ts'
import type { TokenHandlerOptions } from '../../src/http.ts'
import { createWorld } from './world.ts'

const { minter, verifier } = await createWorld()

const authorize = (): null => null

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
    duplex: 'half',
  }
  return new Request('https://phone.example/token', init)
}

function handlerOf(options: Partial<TokenHandlerOptions> = {}): ReturnType<typeof tokenHandler> {
  return tokenHandler({ minter, authorize: () => ({ capabilities: [] }), ...options })
}

describe('tokenHandler', () => {
  test.each([
    [
      'an unknown option',
      { minter, authorize, allowedOrigin: [] },
      /unknown option "allowedOrigin"/,
    ],
    ['dpop', { minter, authorize, dpop: 'off' }, /"dpop" is not supported yet/],
    ['no minter', { authorize }, /"minter" must be made by createMinter/],
    ['no authorize', { minter }, /"authorize" must be a function/],
    ['any origin', { minter, authorize, allowedOrigins: ['*'] }, /"allowedOrigins" takes origins/],
    ['the origin null', { minter, authorize, allowedOrigins: ['null'] }, /"allowedOrigins" takes/],
    [
      'an origin with a slash',
      { minter, authorize, allowedOrigins: ['https://a.example/'] },
      /no trailing slash/,
    ],
    [
      'an origin in capitals',
      { minter, authorize, allowedOrigins: ['https://A.example'] },
      /lower case/,
    ],
    [
      'an origin with the default port',
      { minter, authorize, allowedOrigins: ['https://a.example:443'] },
      /no default port/,
    ],
    [
      'a host for an origin',
      { minter, authorize, allowedOrigins: ['a.example'] },
      /"allowedOrigins" takes/,
    ],
    [
      'a public URL without a scheme',
      { minter, authorize, publicUrl: 'phone.example' },
      /"publicUrl" must be/,
    ],
    [
      'a public URL of another scheme',
      { minter, authorize, publicUrl: 'ftp://phone.example' },
      /"publicUrl" must be/,
    ],
    [
      'a public URL with a query',
      { minter, authorize, publicUrl: 'https://phone.example/?a' },
      /"publicUrl" must be/,
    ],
  ])('refuses %s', (_title, options, message) => {
    expect(() => tokenHandler(options as unknown as TokenHandlerOptions)).toThrow(TypeError)
    expect(() => tokenHandler(options as unknown as TokenHandlerOptions)).toThrow(message)
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a limit of %d bytes',
    (maxBodyBytes) => {
      expect(() => handlerOf({ maxBodyBytes })).toThrow(RangeError)
    },
  )

  test('stops reading a body that has no end', async () => {
    let pulled = 0
    let wasCancelled = false
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(1024))
      },
      cancel: () => {
        wasCancelled = true
      },
    })
    const response = await handlerOf({ maxBodyBytes: 4096 })(post(endless))
    expect(response.status).toBe(413)
    expect(wasCancelled).toBe(true)
    expect(pulled).toBeLessThan(10)
  })

  test('does not read a body that says it is too long', async () => {
    let wasRead = false
    const body = new ReadableStream(
      {
        pull: (controller) => {
          wasRead = true
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const response = await handlerOf()(post(body, { 'Content-Length': '16385' }))
    expect(response.status).toBe(413)
    expect(wasRead).toBe(false)
  })

  test('does not believe a length that is too small', async () => {
    const response = await handlerOf({ maxBodyBytes: 8 })(
      post('{"a":"123456"}', { 'Content-Length': '2' }),
    )
    expect(response.status).toBe(413)
  })

  test('puts a body together that arrives in pieces, also within a character', async () => {
    const bytes = new TextEncoder().encode('{"as":"\u00C5sa"}')
    const body = new ReadableStream({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    let given: unknown
    const handle = handlerOf({
      authorize: (input) => {
        given = input.body
        return null
      },
    })
    await handle(post(body))
    expect(given).toEqual({ as: '\u00C5sa' })
  })

  test('refuses a body that is no UTF-8', async () => {
    const response = await handlerOf()(post(Uint8Array.of(0x22, 0xff, 0x22)))
    expect(response.status).toBe(400)
  })

  test('refuses a body that breaks off', async () => {
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error('the client went away')),
    })
    const response = await handlerOf()(post(broken))
    expect(response.status).toBe(400)
  })

  test('gives members of any name to authorize as own data', async () => {
    let given: Readonly<Record<string, unknown>> = {}
    const handle = handlerOf({
      authorize: ({ body }) => {
        given = body
        return null
      },
    })
    await handle(post('{"__proto__":{"admin":true}}'))
    expect(Object.hasOwn(given, '__proto__')).toBe(true)
    expect(given['admin']).toBeUndefined()
  })

  test('does not ask authorize about a cross-site request', async () => {
    let wasAsked = false
    const handle = handlerOf({
      authorize: () => {
        wasAsked = true
        return null
      },
    })
    const response = await handle(post('{}', { Origin: 'https://evil.example' }))
    expect(response.status).toBe(403)
    expect(wasAsked).toBe(false)
  })

  test('mints all that authorize says', async () => {
    const handle = handlerOf({
      authorize: () => ({
        subject: 'alice',
        capabilities: [],
        ttl: 60,
        claims: { plan: 'free' },
        session: 's1',
      }),
    })
    const { access_token: token } = (await (await handle(post('{}'))).json()) as {
      access_token: string
    }
    const grant = await verifier.verify(token)
    expect(grant).toMatchObject({ subject: 'alice', session: 's1', claims: { plan: 'free' } })
  })

  test('rejects with an unexpected error when nobody listens', async () => {
    const error = new Error('the disk is full')
    const handle = handlerOf({ authorize: () => Promise.reject(error) })
    await expect(handle(post('{}'))).rejects.toBe(error)
  })

  test('tells its listener an unexpected error and answers 500 without detail', async () => {
    const error = new Error('the disk is full')
    const told: unknown[] = []
    const handle = handlerOf({
      authorize: () => Promise.reject(error),
      onError: (thrown, request) => told.push(thrown, request.method),
    })
    const response = await handle(post('{}'))
    expect(response.status).toBe(500)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ error: 'server_error' })
    expect(told).toEqual([error, 'POST'])
  })
})

describe('a listener that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('logger down')
      },
    ],
    ['rejects', () => Promise.reject(new Error('logger down'))],
  ])('and %s changes no answer', async (_how, onError) => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    const handle = handlerOf({ authorize: () => Promise.reject(new Error('x')), onError })
    expect((await handle(post('{}'))).status).toBe(500)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    expect(unhandled).toEqual([])
  })
})

describe('denied', () => {
  test('refuses a code that is none', () => {
    expect(() => denied('slow_down' as 'access_denied')).toThrow(
      /must be login_required, access_denied/,
    )
  })

  test('refuses a delay where nothing is limited', () => {
    const call = denied as (code: string, options: object) => unknown
    expect(() => call('access_denied', { retryAfter: 5 })).toThrow(TypeError)
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a delay of %d seconds',
    (retryAfter) => {
      expect(() => denied('rate_limited', { retryAfter })).toThrow(RangeError)
    },
  )
})

describe('createRequestUrl', () => {
  const address = { protocol: 'https', host: 'phone.example', target: '/token?x=1' }

  test.each([
    ['a name', {}, 'https://phone.example/token?x=1'],
    ['a port', { host: 'phone.example:8443' }, 'https://phone.example:8443/token?x=1'],
    ['the default port', { host: 'phone.example:443' }, 'https://phone.example/token?x=1'],
    ['capitals', { host: 'Phone.Example' }, 'https://phone.example/token?x=1'],
    ['an address', { protocol: 'http', host: '127.0.0.1:3000' }, 'http://127.0.0.1:3000/token?x=1'],
    ['an IPv6 address', { host: '[::1]:3000' }, 'https://[::1]:3000/token?x=1'],
    [
      'a target that looks like a host',
      { target: '//evil.example/token' },
      'https://phone.example//evil.example/token',
    ],
    [
      'an absolute target',
      { target: 'http://evil.example/token?x=1' },
      'https://phone.example/token?x=1',
    ],
  ])('makes the URL of %s', (_title, part, url) => {
    expect(createRequestUrl()({ ...address, ...part })).toBe(url)
  })

  test.each([
    ['no host', { host: undefined }],
    ['an empty host', { host: '' }],
    ['a path in the host', { host: 'a/b?' }],
    ['a query in the host', { host: 'a?b' }],
    ['a fragment in the host', { host: 'a#b' }],
    ['a name before the host', { host: 'phone.example@evil.example' }],
    ['two hosts', { host: 'a.example, b.example' }],
    ['a space in the host', { host: 'a b' }],
    ['a backslash in the host', { host: String.raw`a\b` }],
    ['a percent sign in the host', { host: 'a%2Fb' }],
    ['a port that is none', { host: 'a:b' }],
    ['a port that is too large', { host: 'a:65536' }],
    ['an IPv6 address that is none', { host: '[::1' }],
    ['an IPv4 address that is none', { host: '256.1.1.1' }],
    ['another scheme', { protocol: 'javascript' }],
    ['a target that is none', { target: '*' }],
  ])('makes none of %s', (_title, part) => {
    expect(createRequestUrl()({ ...address, ...part })).toBeNull()
  })

  test.each([
    ['https://phone.example', 'https://phone.example/token?x=1'],
    ['https://phone.example/', 'https://phone.example/token?x=1'],
    ['https://phone.example/api/', 'https://phone.example/api/token?x=1'],
  ])('puts the target behind the public URL %s', (publicUrl, url) => {
    expect(createRequestUrl(new URL(publicUrl))({ ...address, host: 'a/b?' })).toBe(url)
  })
})

test('answers a request that cannot be read like the handler does', async () => {
  const response = invalidRequest('POST')
  expect(response.status).toBe(400)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({ error: 'invalid_request' })
  expect(invalidRequest('HEAD').body).toBeNull()
})
