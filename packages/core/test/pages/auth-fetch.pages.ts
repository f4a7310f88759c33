import { describe, expect, test } from 'vitest'
import { useStage } from './support/stage.ts'
import type { PageTab } from './support/tab.ts'
import type { TokenServer } from './support/token-server.ts'

const stage = useStage()

/** A page with a token of its site, and another site with an API. */
async function openPhone(): Promise<{ tab: PageTab; home: TokenServer; api: TokenServer }> {
  const [home, api] = await Promise.all([stage.site(60), stage.site(60)])
  const tab = await stage.tab(home)
  await tab.start()
  await tab.untilToken('token-1')
  return { tab, home, api }
}

function call(
  { page }: PageTab,
  url: string,
  origins?: readonly string[],
): Promise<{ status: number; url: string }> {
  return page.evaluate(([address, listed]) => globalThis.tab.call(address, listed), [
    url,
    origins,
  ] as const)
}

describe('authFetch', () => {
  test('sends the token to the origin of the page and to those that are listed', async () => {
    const { tab, home, api } = await openPhone()
    await call(tab, '/api/own')
    await call(tab, `${api.origin}/api/listed`, [api.origin])
    const authorization = 'Bearer token-1'
    expect(home.calls).toEqual([{ path: '/api/own', authorization }])
    expect(api.calls).toEqual([{ path: '/api/listed', authorization }])
  })

  test('sends no token to an origin that is not listed', async () => {
    const { tab, home, api } = await openPhone()
    await call(tab, `${api.origin}/api/other`)
    // The list takes the place of the page's own origin.
    await call(tab, '/api/own', [api.origin])
    expect(api.calls).toEqual([{ path: '/api/other', authorization: undefined }])
    expect(home.calls).toEqual([{ path: '/api/own', authorization: undefined }])
  })

  test('loses the token on the way to another origin', async () => {
    const { tab, home, api } = await openPhone()
    const target = `${api.origin}/api/target`
    const answer = await call(tab, `/api/redirect?to=${encodeURIComponent(target)}`)
    expect(answer).toEqual({ status: 204, url: target })
    expect(home.calls).toEqual([{ path: '/api/redirect', authorization: 'Bearer token-1' }])
    expect(api.calls).toEqual([{ path: '/api/target', authorization: undefined }])
  })

  test('keeps the token on the way within an origin', async () => {
    const { tab, home } = await openPhone()
    await call(tab, '/api/redirect?to=/api/target')
    expect(home.calls.at(-1)).toEqual({ path: '/api/target', authorization: 'Bearer token-1' })
  })

  test('reads the body of a refusal whose challenge another origin hides, and asks again', async () => {
    const { tab, home, api } = await openPhone()
    api.revoked = 'token-1'
    const hidden = tab.page.evaluate(async (url) => {
      const headers = { Authorization: 'Bearer token-1' }
      return (await fetch(url, { headers })).headers.get('WWW-Authenticate')
    }, `${api.origin}/api/probe`)
    expect(await hidden).toBeNull()
    const answer = await call(tab, `${api.origin}/api/calls`, [api.origin])
    expect(answer.status).toBe(204)
    const tokens = api.calls.slice(1).map(({ authorization }) => authorization)
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(home.requests).toHaveLength(2)
  })
})
