import { describe, expect, test } from 'vitest'
import { TokenManager, type TokenManagerOptions } from '../../src/client.ts'
import { Browser } from './virtual-browser.ts'
import { settle } from './virtual-env.ts'

const page = { baseURI: 'https://app.test/calls/', visibilityState: 'visible' }

/** The name of the lock that a manager asks for, and of the channel that it opens. */
async function namesOf(options: Partial<TokenManagerOptions>): Promise<string[]> {
  const browser = new Browser()
  const env = browser.tab()
  env.document = Object.assign(new EventTarget(), page) as unknown as Document
  const answer = (): Response => Response.json({ access_token: 'first', expires_in: 100 })
  const fetch = (): Promise<Response> => Promise.resolve(answer())
  const manager = new TokenManager({ env: Object.assign(env, { fetch }), ...options })
  manager.subscribe(() => {})
  await settle()
  return [...browser.asked, ...Array.from(browser.channels, ({ name }) => name)]
}

const fetchToken = (): Promise<never> => Promise.reject(new Error('no'))

describe('the name that tabs share', () => {
  test('is one for the lock and the channel, and says what they have in common', async () => {
    const name = 'grantline:[true,"https://app.test/token",[["call","7"]],false]'
    await expect(namesOf({ endpoint: '/token', params: { call: '7' } })).resolves.toEqual([
      name,
      name,
    ])
  })

  test.each<[string, Partial<TokenManagerOptions>, Partial<TokenManagerOptions>]>([
    ['however the endpoint is written', { endpoint: '/token' }, { endpoint: '../token' }],
    ['as a URL, too', { endpoint: '/token' }, { endpoint: new URL('https://app.test/token') }],
    [
      'whatever the order of params',
      { endpoint: '/token', params: { a: '1', b: '2' } },
      { endpoint: '/token', params: { b: '2', a: '1' } },
    ],
    ['by default', { endpoint: '/token' }, { endpoint: '/token', tabs: true }],
    ['whoever it is for', { endpoint: '/token', identity: 'a' }, { endpoint: '/token' }],
  ])('is the same %s', async (_what, one, other) => {
    const names = await namesOf(one)
    expect(names.length).toBeGreaterThan(0)
    expect(await namesOf(other)).toEqual(names)
  })

  test.each<[string, Partial<TokenManagerOptions>, Partial<TokenManagerOptions>]>([
    ['endpoint', { endpoint: '/token' }, { endpoint: '/token?for=calls' }],
    ['host', { endpoint: '/token' }, { endpoint: 'https://other.test/token' }],
    ['params', { endpoint: '/token' }, { endpoint: '/token', params: { a: '1' } }],
    [
      'keys in disguise',
      { endpoint: '/token', params: { a: '1","b' } },
      { endpoint: '/token', params: { a: '1', b: '' } },
    ],
    ['group', { endpoint: '/token', tabs: 'left' }, { endpoint: '/token', tabs: 'right' }],
    ['group that is called true', { endpoint: '/token', tabs: 'true' }, { endpoint: '/token' }],
    ['source', { endpoint: '/token', tabs: 'left' }, { fetchToken, tabs: 'left' }],
  ])('is another for another %s', async (_what, one, other) => {
    const names = await namesOf(one)
    expect(names.length).toBeGreaterThan(0)
    expect(await namesOf(other)).not.toEqual(names)
  })

  test.each<Partial<TokenManagerOptions>>([
    { endpoint: '/token', tabs: false },
    { fetchToken },
    // An endpoint that cannot be is found out when it is asked.
    { endpoint: 'http://' },
  ])('is none for %j', async (options) => {
    await expect(namesOf(options)).resolves.toEqual([])
  })

  test('has to be given with fetchToken, as two of those cannot be told apart', () => {
    expect(() => new TokenManager({ fetchToken, tabs: true })).toThrow(/tabs .*needs a name/)
  })
})
