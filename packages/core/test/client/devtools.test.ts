import { afterEach, describe, expect, test } from 'vitest'
import { attachDevtools, TokenManager, type DevtoolsView } from '../../src/client.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

const base64url = (value: object): string => btoa(JSON.stringify(value)).replaceAll('=', '')
const CLAIMS = {
  jti: 'id-1',
  iat: 1_700_000_000,
  exp: 1_700_000_600,
  scope: 'scope:client:outgoing?appSid=AP123',
}
const TOKEN = `${base64url({ alg: 'none' })}.${base64url(CLAIMS)}.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw`

const REGISTRY = '__GRANTLINE__'
const registry = (): Record<string, DevtoolsView> =>
  (globalThis as { [REGISTRY]?: Record<string, DevtoolsView> })[REGISTRY] ?? {}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
  performance.clearMeasures?.()
})

function attach(token: string, options: Parameters<typeof attachDevtools>[1] = {}) {
  const env = new VirtualEnv()
  const manager = new TokenManager({
    env,
    identity: 'alice',
    fetchToken: () => Promise.resolve({ token, expiresIn: 600 }),
  })
  const end = attachDevtools(manager, options)
  ends.push(end)
  return { env, manager, end }
}

describe('attachDevtools', () => {
  test('shows where a manager stands and what happened, without the token', async () => {
    const { env, manager } = attach(TOKEN)
    await manager.getToken()
    await env.advance(60_000)
    const view = registry()['token']
    expect(view).toMatchObject({
      status: 'ready',
      identity: 'alice',
      token: `id-1 …${TOKEN.slice(-4)}`,
      capabilities: ['client:outgoing'],
      left: 540,
      error: null,
    })
    expect(view?.events.map(({ type }) => type)).toEqual(['fetch_ok', 'fetch_start'])
    expect(JSON.stringify(view)).not.toContain(TOKEN.slice(0, 20))
    expect(JSON.stringify(view)).not.toContain('AP123')
  })

  test('shows nothing of a token that is short and no JWT', async () => {
    const { manager } = attach('opaque-secret')
    await manager.getToken()
    expect(registry()['token']?.token).toBe('no jti …')
  })

  test('remembers the latest events only', async () => {
    const { manager } = attach(TOKEN, { keep: 1 })
    await manager.getToken()
    expect(registry()['token']?.events.map(({ type }) => type)).toEqual(['fetch_ok'])
  })

  test('numbers managers of one name, and takes each away again', () => {
    const first = attach(TOKEN)
    attach(TOKEN)
    expect(Object.keys(registry())).toEqual(['token', 'token 2'])
    first.end()
    expect(Object.keys(registry())).toEqual(['token 2'])
  })

  test('puts fetches on the performance timeline if asked to', async () => {
    const silent = attach(TOKEN)
    await silent.manager.getToken()
    // Not every runtime has a timeline; what asks for it must do no harm there.
    const measured = (): number => performance.getEntriesByName?.('grantline:fetch').length ?? 0
    expect(measured()).toBe(0)
    const { manager } = attach(TOKEN, { measure: true })
    await manager.getToken()
    await settle()
    expect(measured()).toBe('getEntriesByName' in performance ? 1 : 0)
    expect(manager.snapshot.status).toBe('ready')
  })

  test.each([-1, 1.5, Number.NaN])('refuses to keep %d events', (keep) => {
    const manager = new TokenManager({ fetchToken: () => Promise.resolve({ token: TOKEN }) })
    expect(() => attachDevtools(manager, { keep })).toThrow(RangeError)
  })
})
