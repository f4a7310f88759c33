import { describe, expect, test, vi } from 'vitest'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  generateKey,
  importKey,
  remoteKeys,
  type Algorithm,
  type Key,
} from '../../src/index.ts'
import {
  CLAIMS,
  HEADER,
  NOW,
  rawToken,
  rawVerifier,
  reasonFor,
  SECRET,
  tokenWith,
} from './raw-token.ts'

describe('the algorithms to accept', () => {
  const published = 'https://partner.example/jwks'

  test('can be fewer than those of the keys', async () => {
    const [old, next] = [await generateKey('HS256'), await generateKey('EdDSA')]
    const keys = createKeyRing([old, next])
    const verifier = createVerifier({ issuer: 'issuer', keys, algorithms: ['EdDSA'] })
    const mint = async (key: Key): Promise<string> =>
      (await createMinter({ issuer: 'issuer', keys: key }).mint({ capabilities: [] })).token
    expect(await reasonFor(await mint(next), verifier)).toBeUndefined()
    expect(await reasonFor(await mint(old), verifier)).toBe('algorithm')
  })

  test('must be said for keys of another server', () => {
    const make = (algorithms?: readonly Algorithm[]) => () =>
      createVerifier({
        issuer: 'issuer',
        keys: remoteKeys(published),
        ...(algorithms === undefined ? {} : { algorithms }),
      })
    expect(make()).toThrow(/"algorithms" must say what to accept/)
    expect(make(['ES256'])).not.toThrow()
  })

  test('a token of another one does not make the other server be asked', async () => {
    const fetched = vi.fn(() => Promise.reject(new Error('down')))
    const keys = remoteKeys(published, { fetch: fetched })
    const verifier = await rawVerifier({ keys, algorithms: ['ES256'] })
    expect(await reasonFor(tokenWith({}), verifier)).toBe('algorithm')
    const noName = rawToken({ ...HEADER, alg: 'ES256', kid: 1 }, CLAIMS)
    expect(await reasonFor(noName, verifier)).toBe('key')
    expect(fetched).not.toHaveBeenCalled()
    const fine = rawToken({ ...HEADER, alg: 'ES256', kid: 'k' }, CLAIMS)
    expect(await reasonFor(fine, verifier)).toBe('unavailable')
    expect(fetched).toHaveBeenCalledOnce()
  })
})

describe('settings that could not work are refused at once', () => {
  test('at the limits they work', async () => {
    for (const leeway of [0, 600]) await expect(rawVerifier({ leeway })).resolves.toBeDefined()
  })

  test.each([
    ['no issuer', { issuer: undefined }, /"issuer"/],
    ['an empty issuer', { issuer: '' }, /"issuer"/],
    ['an empty list of issuers', { issuer: [] }, /"issuer" must not be an empty list/],
    ['an empty audience', { audience: '' }, /"audience"/],
    ['a key of nobody', { keys: { alg: 'HS256', type: 'secret' } }, /importKey, generateKey/],
    ['algorithms without the key’s', { algorithms: ['EdDSA'] }, /"algorithms".*HS256/],
    ['a negative leeway', { leeway: -1 }, /between 0 and 600/],
    ['a leeway over ten minutes', { leeway: 601 }, /between 0 and 600 whole seconds, not more/],
    [
      'a leeway that is no number',
      { leeway: '5' },
      /between 0 and 600 whole seconds, not a string/,
    ],
    ['a maxAge of zero', { maxAge: 0 }, /"maxAge"/],
    ['a size limit that is no number', { maxTokenBytes: Number.NaN }, /"maxTokenBytes"/],
    ['half a second of leeway', { leeway: 0.5 }, /whole seconds/],
    ['algorithms there are not', { algorithms: ['HS256', 'none'] }, /"algorithms".*one of HS256, /],
    ['algorithms that are no list', { algorithms: 'HS256' }, /must be a list/],
    ['no algorithms', { algorithms: [] }, /must be a list that is not empty/],
    ['required claims that are no list', { requiredClaims: 'sub' }, /must be a list/],
    ['a required claim that is no name', { requiredClaims: [1] }, /"requiredClaims"/],
    ['a flag that is a word', { strictScopes: 'false' }, /"strictScopes" must be true or false/],
    ['a clock that is a number', { clock: NOW }, /"clock" must be a function/],
    ['an empty typ', { typ: '' }, /"typ"/],
    ['a misspelt option', { audiance: 'x' }, /unknown option "audiance"/],
  ])('%s', async (_what, options, message) => {
    const keys = await importKey({ alg: 'HS256', secret: SECRET })
    expect(() => createVerifier({ issuer: 'issuer', keys, ...options } as never)).toThrow(message)
  })
})
