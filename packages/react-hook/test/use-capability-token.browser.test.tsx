import {
  defaultEnv,
  defineCapability,
  exact,
  TokenFetchError,
  TokenManager,
  type FetchToken,
  type TokenGrant,
} from '@grantline/core/client'
import {
  memo,
  startTransition,
  StrictMode,
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  type ReactElement,
} from 'react'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { TokenProvider, useCapabilityToken, type CapabilityToken } from '../src/index.ts'
import { idOf, mount, paint } from './rendering.tsx'

const dial = defineCapability('client:outgoing', { appSid: exact() })

/** A name nobody else in this run asks for. */
const fresh = (name: string): string => `${name}-${crypto.randomUUID()}`

interface Seen {
  readonly identity: string | undefined
  readonly status: string
  readonly id: string | null
  readonly can: boolean
}

/** Notes what each render is given. */
function note(seen: Seen[], identity: string | undefined, got: CapabilityToken): void {
  const { status, token, can } = got
  const mayDial = can(dial, { appSid: `AP-${identity}` })
  seen.push({ identity, status, id: idOf(token), can: mayDial })
}

const statuses = (seen: readonly Seen[]): string[] => seen.map(({ status }) => status)

describe('a component', () => {
  test('gets a token from the endpoint, and renders once per change', async () => {
    const as = fresh('alice')
    const seen: Seen[] = []
    function Phone(): ReactElement {
      const got = useCapabilityToken({ endpoint: '/token', params: { as } })
      note(seen, as, got)
      return <output>{idOf(got.token)}</output>
    }
    const { container } = mount(<Phone />)
    await expect.poll(() => container.textContent).toBe(`${as}-1`)
    expect(seen).toEqual([
      { identity: as, status: 'idle', id: null, can: false },
      { identity: as, status: 'loading', id: null, can: false },
      { identity: as, status: 'ready', id: `${as}-1`, can: true },
    ])
  })

  test('renders once when a refresh begins and once when it ends', async () => {
    const as = fresh('alice')
    const seen: Seen[] = []
    function Phone(): null {
      note(seen, as, useCapabilityToken({ endpoint: '/token', params: { as, ttl: '3' } }))
      return null
    }
    mount(<Phone />)
    await expect.poll(() => seen.at(-1)?.id, { timeout: 10_000 }).toBe(`${as}-2`)
    expect(seen.map(({ status, id }) => [status, id]).slice(2, 5)).toEqual([
      ['ready', `${as}-1`],
      ['refreshing', `${as}-1`],
      ['ready', `${as}-2`],
    ])
  })

  test('does not render when the page is focused', async () => {
    const as = fresh('alice')
    const seen: Seen[] = []
    function Phone(): null {
      note(seen, as, useCapabilityToken({ endpoint: '/token', params: { as } }))
      return null
    }
    mount(<Phone />)
    await expect.poll(() => statuses(seen)).toContain('ready')
    const renders = seen.length
    for (let i = 0; i < 10; i += 1) window.dispatchEvent(new Event('focus'))
    await paint()
    expect(seen).toHaveLength(renders)
  })

  test('fetches once in strict mode', async () => {
    const as = fresh('alice')
    function Phone(): ReactElement {
      const { token, getToken } = useCapabilityToken({ endpoint: '/token', params: { as } })
      return (
        <button type="button" onClick={() => void getToken({ force: true })}>
          {idOf(token)}
        </button>
      )
    }
    const { container } = mount(
      <StrictMode>
        <Phone />
      </StrictMode>,
    )
    await expect.poll(() => container.textContent).toBe(`${as}-1`)
    // The next request is the second one, so there was no other in between.
    container.querySelector('button')?.click()
    await expect.poll(() => container.textContent).toBe(`${as}-2`)
  })

  test('fetches once in strict mode with a function of its own', async () => {
    let calls = 0
    const statusesSeen: string[] = []
    function Phone(): null {
      const { status } = useCapabilityToken({
        fetchToken: async () => {
          calls += 1
          return { token: 'opaque', expiresIn: 600 }
        },
      })
      statusesSeen.push(status)
      return null
    }
    mount(
      <StrictMode>
        <Phone />
      </StrictMode>,
    )
    await expect.poll(() => statusesSeen).toContain('ready')
    expect(calls).toBe(1)
  })

  test('says why there is no token', async () => {
    let got: CapabilityToken | undefined
    function Phone(): null {
      got = useCapabilityToken({
        fetchToken: () => Promise.reject(new TokenFetchError('login_required')),
      })
      return null
    }
    mount(<Phone />)
    await expect.poll(() => got?.status).toBe('denied')
    expect(got?.error?.code).toBe('login_required')
    expect(got?.token).toBeNull()
  })

  test('uses the latest function it was given', async () => {
    const used: string[] = []
    const rendered: string[] = []
    let got: CapabilityToken | undefined
    function Phone({ label }: { label: string }): null {
      got = useCapabilityToken({
        fetchToken: async () => {
          used.push(label)
          return { token: label, expiresIn: 600 }
        },
      })
      useEffect(() => void rendered.push(label), [label])
      return null
    }
    const { render } = mount(<Phone label="first" />)
    await expect.poll(() => got?.token).toBe('first')
    render(<Phone label="second" />)
    await expect.poll(() => rendered).toContain('second')
    await expect(got?.getToken({ force: true })).resolves.toBe('second')
    expect(used).toEqual(['first', 'second'])
  })
})

describe('components with equal options', () => {
  test('share one manager, however they write them', async () => {
    const as = fresh('alice')
    function One(): ReactElement {
      const { token } = useCapabilityToken({ endpoint: '/token', params: { as, ttl: '600' } })
      return <i>{idOf(token)}</i>
    }
    function Other(): ReactElement {
      const { token } = useCapabilityToken({ params: { ttl: '600', as }, endpoint: '/token' })
      return <i>{idOf(token)}</i>
    }
    const { container } = mount(
      <>
        <One />
        <Other />
        <One />
      </>,
    )
    const id = `${as}-1`
    await expect.poll(() => container.textContent).toBe(id + id + id)
  })

  test('keep it while one of them is there, and leave none behind', async () => {
    const as = fresh('alice')
    function Phone(): ReactElement {
      const { token, getToken } = useCapabilityToken({ endpoint: '/token', params: { as } })
      useEffect(() => void getToken(), [getToken])
      return <i>{idOf(token)}</i>
    }
    const first = mount(<Phone />)
    await expect.poll(() => first.container.textContent).toBe(`${as}-1`)
    const second = mount(<Phone />)
    await expect.poll(() => second.container.textContent).toBe(`${as}-1`)
    first.unmount()
    await new Promise((resolve) => setTimeout(resolve))
    const third = mount(<Phone />)
    await expect.poll(() => third.container.textContent).toBe(`${as}-1`)
    second.unmount()
    third.unmount()
    await new Promise((resolve) => setTimeout(resolve))
    const later = mount(<Phone />)
    await expect.poll(() => later.container.textContent).toBe(`${as}-2`)
  })

  test('hand it over when one screen takes the place of another', async () => {
    const as = fresh('alice')
    function Phone(): ReactElement {
      const { token } = useCapabilityToken({ endpoint: '/token', params: { as } })
      return <i>{idOf(token)}</i>
    }
    const { container, render } = mount(<Phone key="one" />)
    await expect.poll(() => container.textContent).toBe(`${as}-1`)
    render(<Phone key="other" />)
    await expect.poll(() => container.textContent).toBe(`${as}-1`)
  })
})

describe('another identity', () => {
  /** No render may show, or allow by, a token of another identity than the one it was given. */
  function expectNoLeak(seen: readonly Seen[]): void {
    const leaks = seen.filter(({ identity, id }) => id !== null && !id.startsWith(`${identity}-`))
    expect(leaks).toEqual([])
    expect(seen.filter(({ id, can }) => id === null && can)).toEqual([])
  }

  const tokenOf: FetchToken = async ({ identity }) => {
    const body = JSON.stringify({ as: identity })
    const response = await fetch('/token', { method: 'POST', body })
    const { access_token: token, expires_in: expiresIn } = await response.json()
    return { token, expiresIn }
  }

  async function changeIdentity(Phone: (props: { seen: Seen[]; identity: string }) => null) {
    const alice = fresh('alice')
    const bob = fresh('bob')
    const seen: Seen[] = []
    const { render } = mount(<Phone seen={seen} identity={alice} />)
    await expect.poll(() => seen.at(-1)).toMatchObject({ id: `${alice}-1`, can: true })
    render(<Phone seen={seen} identity={bob} />)
    await expect.poll(() => seen.at(-1)).toMatchObject({ id: `${bob}-1`, can: true })
    expectNoLeak(seen)
    return { seen, alice, bob }
  }

  test('of an endpoint is not shown the token of before', async () => {
    await changeIdentity(({ seen, identity }) => {
      note(
        seen,
        identity,
        useCapabilityToken({ endpoint: '/token', params: { as: identity }, identity }),
      )
      return null
    })
  })

  test('of a function is not shown the token of before, and says so at once', async () => {
    const { seen, bob } = await changeIdentity(({ seen: all, identity }) => {
      note(all, identity, useCapabilityToken({ fetchToken: tokenOf, identity }))
      return null
    })
    expect(seen.find(({ identity }) => identity === bob)).toMatchObject({
      status: 'loading',
      id: null,
      can: false,
    })
  })

  test('of a provider is not shown the token of before, children included', async () => {
    const manager = new TokenManager({ fetchToken: tokenOf })
    onTestFinished(() => manager.dispose())
    const inner: Seen[] = []
    const Inner = memo(function Inner({ identity }: { identity: string }): null {
      note(inner, identity, useCapabilityToken())
      return null
    })
    function App({ identity }: { identity: string }): ReactElement {
      return (
        <StrictMode>
          <TokenProvider manager={manager} identity={identity}>
            <Inner identity={identity} />
          </TokenProvider>
        </StrictMode>
      )
    }
    const [alice, bob] = [fresh('alice'), fresh('bob')]
    const { render } = mount(<App identity={alice} />)
    await expect.poll(() => inner.at(-1)).toMatchObject({ id: `${alice}-1` })
    render(<App identity={bob} />)
    await expect.poll(() => inner.at(-1)).toMatchObject({ id: `${bob}-1` })
    expectNoLeak(inner)
    expect(inner.find(({ identity }) => identity === bob)?.status).toBe('loading')
  })

  test('gets its own token in every effect, however early', async () => {
    const asked: { identity: string; token: Promise<string> }[] = []
    function Child({
      identity,
      getToken,
    }: { identity: string } & Pick<CapabilityToken, 'getToken'>) {
      useLayoutEffect(() => {
        asked.push({ identity, token: getToken() })
      }, [identity, getToken])
      useEffect(() => {
        asked.push({ identity, token: getToken() })
      }, [identity, getToken])
      return null
    }
    function Phone({ identity }: { identity: string }): ReactElement {
      const { getToken } = useCapabilityToken({ fetchToken: tokenOf, identity })
      return <Child identity={identity} getToken={getToken} />
    }
    const [alice, bob] = [fresh('alice'), fresh('bob')]
    const { render } = mount(<Phone identity={alice} />)
    await expect.poll(() => asked.length).toBe(2)
    await Promise.all(asked.map(({ token }) => token))
    render(<Phone identity={bob} />)
    await expect.poll(() => asked.length).toBe(4)
    for (const { identity, token } of asked) expect(idOf(await token)).toBe(`${identity}-1`)
  })

  test('is for the manager to say when the provider names none', async () => {
    const manager = new TokenManager({ fetchToken: tokenOf, identity: fresh('alice') })
    onTestFinished(() => manager.dispose())
    const { identity } = manager
    let got: CapabilityToken | undefined
    function Inner(): null {
      got = useCapabilityToken()
      return null
    }
    mount(
      <TokenProvider manager={manager}>
        <Inner />
      </TokenProvider>,
    )
    await expect.poll(() => idOf(got?.token ?? null)).toBe(`${identity}-1`)
    expect(manager.identity).toBe(identity)
  })

  test('is nobody after a sign-out, which the same provider does not undo', async () => {
    let calls = 0
    const manager = new TokenManager({
      fetchToken: async () => {
        calls += 1
        return { token: `token-${calls}`, expiresIn: 600 }
      },
    })
    onTestFinished(() => manager.dispose())
    let got: CapabilityToken | undefined
    function Inner(): null {
      got = useCapabilityToken()
      return null
    }
    const app = (key: string): ReactElement => (
      <TokenProvider key={key} manager={manager} identity="alice">
        <Inner />
      </TokenProvider>
    )
    const { render } = mount(app('first'))
    await expect.poll(() => got?.token).toBe('token-1')
    manager.logout()
    await expect.poll(() => got?.status).toBe('idle')
    render(app('second'))
    await paint()
    expect(got).toMatchObject({ status: 'idle', token: null })
    expect(calls).toBe(1)
  })
})

describe('can and getToken', () => {
  test('are the same functions in every render, can with the same token', async () => {
    const [alice, bob] = [fresh('alice'), fresh('bob')]
    const functions = new Set<unknown>()
    const seen: Pick<CapabilityToken, 'token' | 'can'>[] = []
    let got: CapabilityToken | undefined
    function Phone({ as }: { as: string }): null {
      got = useCapabilityToken({ endpoint: '/token', params: { as, ttl: '3' }, identity: as })
      functions.add(got.getToken)
      const { token, can } = got
      const last = seen.at(-1)
      if (last?.token !== token || last.can !== can) seen.push({ token, can })
      return null
    }
    const { render } = mount(<Phone as={alice} />)
    await expect.poll(() => idOf(got?.token ?? null), { timeout: 10_000 }).toBe(`${alice}-2`)
    render(<Phone as={bob} />)
    await expect.poll(() => idOf(got?.token ?? null)).toBe(`${bob}-1`)
    expect(functions.size).toBe(1)
    const tokens = [null, `${alice}-1`, `${alice}-2`, null, `${bob}-1`]
    expect(seen.map(({ token }) => idOf(token))).toEqual(tokens)
  })

  test('answer anew for another token where their answer is kept, as a compiler does', async () => {
    const as = fresh('alice')
    function Phone(): ReactElement {
      const { can } = useCapabilityToken({ endpoint: '/token', params: { as } })
      const mayDial = useMemo(() => can(dial, { appSid: `AP-${as}` }), [can])
      return <output>{mayDial ? 'may dial' : 'may not'}</output>
    }
    const { container } = mount(<Phone />)
    await expect.poll(() => container.textContent).toBe('may dial')
  })

  test('answer by what is on the page, not by a render that was never put there', async () => {
    const as = fresh('alice')
    let can: CapabilityToken['can'] | undefined
    const never = new Promise<void>(() => {})
    function Never(): string {
      throw never
    }
    const rendered: string[] = []
    function Phone({ who }: { who: string }): null {
      const got = useCapabilityToken({ endpoint: '/token', params: { as: who } })
      rendered.push(who)
      useLayoutEffect(() => {
        can = got.can
      })
      return null
    }
    const page = (who: string, isReady: boolean): ReactElement => (
      <Suspense>
        <Phone who={who} />
        {!isReady && <Never />}
      </Suspense>
    )
    const { render } = mount(page(as, true))
    await expect.poll(() => can?.(dial, { appSid: `AP-${as}` })).toBe(true)
    startTransition(() => render(page('other', false)))
    await expect.poll(() => rendered.at(-1)).toBe('other')
    await paint()
    expect(can?.(dial, { appSid: `AP-${as}` })).toBe(true)
  })

  test('answer by the token that is shown, argument by argument', async () => {
    const as = fresh('alice')
    function Phone(): ReactElement {
      const { can, status } = useCapabilityToken({ endpoint: '/token', params: { as } })
      return (
        <>
          <b>{status}</b>
          <button type="button" disabled={!can(dial, { appSid: `AP-${as}` })} />
          <button type="button" disabled={!can(dial, { appSid: 'AP-other' })} />
        </>
      )
    }
    const { container } = mount(<Phone />)
    const disabled = (): boolean[] =>
      [...container.querySelectorAll('button')].map((button) => button.disabled)
    await expect.poll(() => container.querySelector('b')?.textContent).toBe('ready')
    expect(disabled()).toEqual([false, true])
  })

  test('go on for whoever asked before the component left', async () => {
    let answer: (grant: TokenGrant) => void = () => {}
    let token: Promise<string> | undefined
    function Phone(): null {
      const { getToken } = useCapabilityToken({
        fetchToken: () =>
          new Promise<TokenGrant>((resolve) => {
            answer = resolve
          }),
      })
      useEffect(() => {
        token ??= getToken()
      }, [getToken])
      return null
    }
    const { unmount } = mount(<Phone />)
    await expect.poll(() => token !== undefined).toBe(true)
    unmount()
    await new Promise((resolve) => setTimeout(resolve))
    answer({ token: 'late but there', expiresIn: 600 })
    await expect(token).resolves.toBe('late but there')
  })
})

describe('a component that leaves', () => {
  test('stops everything: the request, the timers and the listeners', async () => {
    const host = defaultEnv()
    const timers = new Set<unknown>()
    const env = {
      ...host,
      setTimeout: (callback: () => void, ms: number): unknown => {
        const timer = host.setTimeout(() => {
          timers.delete(timer)
          callback()
        }, ms)
        timers.add(timer)
        return timer
      },
      clearTimeout: (timer: unknown): void => {
        timers.delete(timer)
        host.clearTimeout(timer)
      },
    }
    const added = vi.spyOn(window, 'addEventListener')
    const removed = vi.spyOn(window, 'removeEventListener')
    const listening = (): string[] =>
      added.mock.calls
        .filter(([type]) => ['pageshow', 'online', 'focus'].includes(type))
        .filter(([...call]) => !removed.mock.calls.some(([t, l]) => t === call[0] && l === call[1]))
        .map(([type]) => type)
    const signals: AbortSignal[] = []
    function Phone(): null {
      useCapabilityToken({
        env,
        fetchToken: ({ signal }) => {
          signals.push(signal)
          return new Promise<TokenGrant>(() => {})
        },
      })
      return null
    }
    const { unmount } = mount(<Phone />)
    await expect.poll(() => signals.length).toBe(1)
    expect(timers.size).toBeGreaterThan(0)
    expect(listening()).toEqual(['pageshow', 'online', 'focus'])
    unmount()
    await expect.poll(() => signals[0]?.aborted).toBe(true)
    expect(timers.size).toBe(0)
    expect(listening()).toEqual([])
  })

  test('leaves a manager that is not its own alive', async () => {
    const fetchToken = async (): Promise<TokenGrant> => ({ token: 'opaque', expiresIn: 600 })
    const manager = new TokenManager({ fetchToken })
    onTestFinished(() => manager.dispose())
    function Phone(): ReactElement {
      return <i>{useCapabilityToken(manager).token}</i>
    }
    const { container, unmount } = mount(<Phone />)
    await expect.poll(() => container.textContent).toBe('opaque')
    unmount()
    await new Promise((resolve) => setTimeout(resolve))
    expect(manager.snapshot.status).toBe('ready')
  })
})

describe('an initial token', () => {
  /** A component whose identity and place in the page change, with an inline `initial`. */
  function Visitor(props: {
    as: string
    token: string
    expiresIn: number
    seen: Seen[]
    tell?: (got: CapabilityToken) => void
  }): null {
    const { as, token, expiresIn, seen, tell } = props
    const got = useCapabilityToken({
      endpoint: '/token',
      params: { as },
      identity: as,
      initial: { token, expiresIn },
    })
    seen.push({ identity: as, status: got.status, id: got.token, can: false })
    tell?.(got)
    return null
  }

  test('is never shown or handed to another identity', async () => {
    const [alice, bob, token] = [fresh('alice'), fresh('bob'), fresh('given')]
    const seen: Seen[] = []
    let latest: CapabilityToken | undefined
    const phone = (as: string): ReactElement => (
      <Visitor as={as} token={token} expiresIn={600} seen={seen} tell={(got) => (latest = got)} />
    )
    const { render } = mount(phone(alice))
    await expect.poll(() => seen.at(-1)).toMatchObject({ identity: alice, id: token })
    render(phone(bob))
    await expect.poll(() => seen.at(-1)).toMatchObject({ identity: bob, status: 'ready' })
    expect(seen.filter(({ identity, id }) => identity === bob && id === token)).toEqual([])
    expect(idOf((await latest?.getToken()) ?? null)).toBe(`${bob}-1`)
  })

  test('that has ended does not come back to life when its component does', async () => {
    const [alice, token] = [fresh('alice'), fresh('given')]
    const seen: Seen[] = []
    const phone = <Visitor as={alice} token={token} expiresIn={1} seen={seen} />
    const start = performance.now()
    const { render } = mount(phone)
    await expect.poll(() => seen.some(({ id }) => id === token)).toBe(true)
    await expect.poll(() => idOf(seen.at(-1)?.id ?? null), { timeout: 5000 }).toBe(`${alice}-1`)
    render(null)
    await expect.poll(() => performance.now() - start, { timeout: 5000 }).toBeGreaterThan(1100)
    const before = seen.length
    render(phone)
    await expect.poll(() => idOf(seen.at(-1)?.id ?? null)).toBe(`${alice}-2`)
    expect(seen.slice(before).map(({ id }) => id)).not.toContain(token)
  })

  test('is shown from the first render on, without a request', async () => {
    const initial = { token: 'given', expiresIn: 600 }
    const seen: (string | null)[] = []
    let calls = 0
    function Phone(): null {
      const { token } = useCapabilityToken({
        initial,
        fetchToken: async () => {
          calls += 1
          return { token: 'fetched', expiresIn: 600 }
        },
      })
      seen.push(token)
      useEffect(() => void seen.push('committed'), [])
      return null
    }
    mount(<Phone />)
    await expect.poll(() => seen).toContain('committed')
    await paint()
    expect(new Set(seen)).toEqual(new Set(['given', 'committed']))
    expect(calls).toBe(0)
  })
})

describe('a getToken that outlived its component', () => {
  /** A provider with a child that hands its `getToken` out. */
  function stage(): {
    manager: TokenManager
    page: (identity: string | undefined) => ReactElement
    leftOver: () => CapabilityToken['getToken'] | undefined
    asked: (string | undefined)[]
  } {
    const asked: (string | undefined)[] = []
    const fetchToken: FetchToken = ({ identity }) => {
      asked.push(identity)
      return Promise.resolve({ token: `of-${identity}`, expiresIn: 600 })
    }
    const manager = new TokenManager({ fetchToken })
    onTestFinished(() => manager.dispose())
    let kept: CapabilityToken['getToken'] | undefined
    function Child(): null {
      const { getToken } = useCapabilityToken()
      useEffect(() => {
        kept ??= getToken
      }, [getToken])
      return null
    }
    const page = (identity: string | undefined): ReactElement => (
      <TokenProvider manager={manager} identity={identity}>
        {identity === undefined ? null : <Child key={identity} />}
      </TokenProvider>
    )
    return { manager, page, leftOver: () => kept, asked }
  }

  test('does not undo a logout', async () => {
    const { manager, page, leftOver, asked } = stage()
    const { render } = mount(page('alice'))
    await expect.poll(() => manager.snapshot.token).toBe('of-alice')
    manager.logout()
    render(page(undefined))
    await expect.poll(() => manager.identity).toBeUndefined()
    await expect(leftOver()?.()).rejects.toMatchObject({ code: 'superseded' })
    expect(manager.identity).toBeUndefined()
    expect(manager.snapshot.token).toBeNull()
    expect(asked).toEqual(['alice'])
  })

  test('does not bring an identity of before back', async () => {
    const { manager, page, leftOver, asked } = stage()
    const { render } = mount(page('alice'))
    await expect.poll(() => manager.snapshot.token).toBe('of-alice')
    render(page('bob'))
    await expect.poll(() => manager.snapshot.token).toBe('of-bob')
    await expect(leftOver()?.()).rejects.toMatchObject({ code: 'superseded' })
    expect(manager.snapshot.token).toBe('of-bob')
    expect(asked).toEqual(['alice', 'bob'])
  })
})
