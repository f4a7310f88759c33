import { describe, expect, test } from 'vitest'
import {
  isTokenFetchError,
  TokenFetchError,
  TokenManager,
  tokenProtocols,
} from '../../src/client.ts'
import { toFetchError } from '../../src/client/token-fetch-error.ts'

const fetchToken = (): Promise<{ token: string }> => Promise.resolve({ token: 'never' })

describe('TokenManager refuses', () => {
  test.each([
    [{}, /endpoint or fetchToken/],
    [{ endpoint: '' }, /endpoint or fetchToken/],
    [{ endpoint: '/token', fetchToken }, /endpoint or fetchToken/],
    [{ fetchToken, background: 'sometimes' }, /background/],
    [{ fetchToken, dpop: {} }, /dpop is .*not supported yet/],
    [{ fetchToken, tabs: 1 }, /tabs must be/],
    [{ fetchToken, timers: 'shared' }, /timers must be 'auto' or 'worker'/],
    [{ fetchToken, onExpired: 'ignore' }, /onExpired must be 'suspend' or 'throw' or 'null'/],
    [{ fetchToken, minValidty: 10 }, /minValidty is unknown/],
    [{ fetchToken, minValidty: 0 }, /minValidty is unknown/],
    [{ endpoint: '/token', tab: false }, /tab is unknown/],
    [{ fetchToken, identiti: null }, /identiti is unknown/],
    [{ fetchToken, initial: { token: 'opaque' } }, /initial/],
    [{ fetchToken, initial: { token: '', expiresIn: 5 } }, /initial/],
  ])('%j with a TypeError that names it', (options, message) => {
    const make = (): unknown => new TokenManager(options as never)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })

  test.each([
    [{ minValidity: -1 }, /minValidity/],
    [{ minValidity: Number.NaN }, /minValidity/],
    [{ timeout: 0 }, /timeout/],
    [{ suspenseTimeout: 0 }, /timeout/],
    [{ timeout: 86_401 }, /timeout/],
    [{ timeout: Number.NaN }, /timeout/],
    [{ jitter: [0, 0.5] }, /jitter/],
    [{ jitter: [0.9, 0.75] }, /jitter/],
    [{ firstJitter: [0.5, 1] }, /jitter/],
    [{ firstJitter: [Number.NaN, 0.5] }, /jitter/],
  ])('%j with a RangeError that names it', (options, message) => {
    const make = (): unknown => new TokenManager({ fetchToken, ...options } as never)
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })

  test('no option that asks for what there is anyway', () => {
    const off = { fetchToken, tabs: false, dpop: false, identity: undefined, timers: undefined }
    expect(new TokenManager(off).snapshot.status).toBe('idle')
  })
})

describe('TokenFetchError', () => {
  test.each([
    ['network', true],
    ['timeout', true],
    ['unavailable', true],
    ['rate_limited', true],
    ['bad_response', true],
    ['expired_on_arrival', true],
    ['denied', false],
    ['login_required', false],
    ['superseded', false],
    ['disposed', false],
    ['aborted', false],
    ['unsupported', false],
  ] as const)('%s may be retried: %s', (code, retryable) => {
    const error = new TokenFetchError(code)
    expect(error).toMatchObject({ name: 'TokenFetchError', code, retryable })
    expect(error.message).toContain(code)
  })

  test('keeps what it is given', () => {
    const cause = new Error('underneath')
    const error = new TokenFetchError('denied', {
      message: 'come back later',
      retryable: true,
      status: 403,
      retryAfter: 9,
      cause,
    })
    expect(error).toMatchObject({
      message: 'come back later',
      retryable: true,
      status: 403,
      retryAfter: 9,
      cause,
    })
  })

  test('is known across copies of the package', () => {
    class TokenFetchErrorOfAnotherCopy extends Error {
      override name = 'TokenFetchError'
    }
    expect(isTokenFetchError(new TokenFetchError('denied'))).toBe(true)
    expect(isTokenFetchError(new TokenFetchErrorOfAnotherCopy())).toBe(true)
    expect(isTokenFetchError(new Error('TokenFetchError'))).toBe(false)
    expect(isTokenFetchError({ name: 'TokenFetchError' })).toBe(false)
    expect(isTokenFetchError(null)).toBe(false)
  })

  test.each([
    [new TypeError('fetch failed'), 'network'],
    [new Error('anything'), 'unavailable'],
    ['a string', 'unavailable'],
    [undefined, 'unavailable'],
  ])('is made of %s as %s', (cause, code) => {
    expect(toFetchError(cause)).toMatchObject({ code, retryable: true, cause })
  })
})

test('tokenProtocols offers the protocol and the token', () => {
  expect(tokenProtocols('a.b.c')).toEqual(['grantline.v1', 'grantline.bearer.a.b.c'])
})
