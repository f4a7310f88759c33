import {
  defaultEnv,
  TokenFetchError,
  TokenManager,
  type FetchToken,
  type TokenGrant,
  type TokenManagerOptions,
} from '@grantline/core/client'
import { StrictMode, Suspense, useEffect, type ReactElement } from 'react'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  TokenProvider,
  useCapabilityToken,
  useCapabilityTokenSuspense,
  type SuspendedToken,
} from '../src/index.ts'
import { Boundaries, ErrorBoundary } from './boundary.tsx'
import { idOf, mount, paint } from './rendering.tsx'

/** A name nobody else in this run asks for. */
const fresh = (name: string): string => `${name}-${crypto.randomUUID()}`

// React says on the console what a boundary caught.
beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue(undefined))

type Given = TokenManagerOptions | TokenManager

/** Shows its token, and notes what each finished render was given. */
function Session(props: { with?: Given; seen?: SuspendedToken[] }): ReactElement {
  const got = useCapabilityTokenSuspense(props.with)
  props.seen?.push(got)
  return <i>{idOf(got.token)}</i>
}

/** The same for tokens that are no JWT. */
function Plain(props: { with?: Given; seen?: SuspendedToken[] }): ReactElement {
  const got = useCapabilityTokenSuspense(props.with)
  props.seen?.push(got)
  return <i>{got.token}</i>
}

/** A source that does what it is told, in turn; the last thing again and again. */
function scripted(
  ...script: (TokenGrant | Error)[]
): FetchToken & { readonly calls: () => number } {
  let calls = 0
  const fetchToken: FetchToken = async () => {
    const answer = script[Math.min(calls, script.length - 1)]
    calls += 1
    if (answer instanceof Error) throw answer
    return answer ?? { token: 'none', expiresIn: 600 }
  }
  return Object.assign(fetchToken, { calls: () => calls })
}

function managed(options: TokenManagerOptions): TokenManager {
  const manager = new TokenManager(options)
  onTestFinished(() => manager.dispose())
  return manager
}

const good = (token: string, expiresIn = 600): TokenGrant => ({ token, expiresIn })
const denied = (): TokenFetchError => new TokenFetchError('denied', { status: 403 })
const down = (): TokenFetchError => new TokenFetchError('unavailable', { status: 503 })
const press = (container: HTMLElement): void => container.querySelector('button')?.click()

describe('a component that waits for its token', () => {
  test('shows the fallback, then the token, and is not rendered without one', async () => {
    let answer: (grant: TokenGrant) => void = () => {}
    const manager = managed({
      fetchToken: () =>
        new Promise<TokenGrant>((resolve) => {
          answer = resolve
        }),
    })
    const seen: SuspendedToken[] = []
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} seen={seen} />
      </Boundaries>,
    )
    await expect.poll(() => manager.snapshot.status).toBe('loading')
    await expect.poll(() => container.textContent).toBe('waiting')
    answer(good('one'))
    await expect.poll(() => container.textContent).toBe('one')
    expect(seen.map(({ snapshot }) => snapshot.status)).toEqual(['ready'])
    expect(seen.map(({ token, snapshot }) => token === snapshot.token)).toEqual([true])
  })

  test('fetches once in strict mode, and shares the manager with those that do not wait', async () => {
    const as = fresh('alice')
    const given = { endpoint: '/token', params: { as } }
    function Other(): ReactElement {
      const { getToken, token } = useCapabilityToken(given)
      return (
        <button type="button" onClick={() => void getToken({ force: true })}>
          {idOf(token)}
        </button>
      )
    }
    const { container } = mount(
      <StrictMode>
        <Boundaries>
          <Session with={given} />
          <Session with={given} />
          <Other />
        </Boundaries>
      </StrictMode>,
    )
    const id = (count: number): string => `${as}-${count}`.repeat(3)
    await expect.poll(() => container.textContent).toBe(id(1))
    await paint()
    // The next request is the second one, so there was no other in between.
    press(container)
    await expect.poll(() => container.textContent).toBe(id(2))
  })

  test('renders once when a refresh begins and once when it ends, and never waits again', async () => {
    const as = fresh('alice')
    const seen: SuspendedToken[] = []
    const fallbacks: string[] = []
    function Fallback(): null {
      useEffect(() => void fallbacks.push('waiting'), [])
      return null
    }
    mount(
      <Suspense fallback={<Fallback />}>
        <Session with={{ endpoint: '/token', params: { as, ttl: '3' } }} seen={seen} />
      </Suspense>,
    )
    const last = (): string | null => idOf(seen.at(-1)?.token ?? null)
    await expect.poll(last, { timeout: 10_000 }).toBe(`${as}-2`)
    expect(seen.map(({ token, snapshot }) => [snapshot.status, idOf(token)]).slice(0, 3)).toEqual([
      ['ready', `${as}-1`],
      ['refreshing', `${as}-1`],
      ['ready', `${as}-2`],
    ])
    expect(fallbacks).toEqual(['waiting'])
  })

  test('does not render when the page is focused', async () => {
    const seen: SuspendedToken[] = []
    const manager = managed({ fetchToken: scripted(good('one')) })
    mount(
      <Boundaries>
        <Plain with={manager} seen={seen} />
      </Boundaries>,
    )
    await expect.poll(() => seen.length).toBe(1)
    for (let i = 0; i < 10; i += 1) window.dispatchEvent(new Event('focus'))
    await paint()
    expect(seen).toHaveLength(1)
  })

  test('gives the same object as long as nothing changes', async () => {
    const seen: SuspendedToken[] = []
    const manager = managed({ fetchToken: scripted(good('one')) })
    const page = (): ReactElement => (
      <Boundaries>
        <Plain with={manager} seen={seen} />
      </Boundaries>
    )
    const { container, render } = mount(page())
    await expect.poll(() => container.textContent).toBe('one')
    const [first, ...others] = seen
    expect(others).toEqual([])
    render(page())
    await expect.poll(() => seen.length).toBe(2)
    expect(seen[1]).toBe(first)
  })

  test('keeps its manager while something beside it is not ready', async () => {
    const as = fresh('alice')
    let isReady = false
    let wake: () => void = () => {}
    const pending = new Promise<void>((resolve) => {
      wake = () => {
        isReady = true
        resolve()
      }
    })
    function Slow(): string {
      if (!isReady) throw pending
      return ' and more'
    }
    const seen: SuspendedToken[] = []
    const { container } = mount(
      <Boundaries>
        <Session with={{ endpoint: '/token', params: { as } }} seen={seen} />
        <Slow />
      </Boundaries>,
    )
    await expect.poll(() => seen.length).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    wake()
    await expect.poll(() => container.textContent).toBe(`${as}-1 and more`)
  })

  test('leaves its manager behind when it leaves', async () => {
    const as = fresh('alice')
    const page = (
      <Boundaries>
        <Session with={{ endpoint: '/token', params: { as } }} />
      </Boundaries>
    )
    const first = mount(page)
    await expect.poll(() => first.container.textContent).toBe(`${as}-1`)
    first.unmount()
    await new Promise((resolve) => setTimeout(resolve))
    const second = mount(page)
    await expect.poll(() => second.container.textContent).toBe(`${as}-2`)
  })

  test('shows an initial token at once, without a request', async () => {
    const fetchToken = scripted(good('fetched'))
    const initial = good(fresh('given'))
    const { container } = mount(
      <Boundaries>
        <Plain with={{ fetchToken, initial }} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe(initial.token)
    await paint()
    expect(fetchToken.calls()).toBe(0)
  })

  test('shares the manager of a function that stays the same', async () => {
    const fetchToken = scripted(good('one'), good('two'))
    const { container } = mount(
      <StrictMode>
        <Boundaries>
          <Plain with={{ fetchToken }} />
          <Plain with={{ fetchToken }} />
        </Boundaries>
      </StrictMode>,
    )
    await expect.poll(() => container.textContent).toBe('oneone')
    expect(fetchToken.calls()).toBe(1)
  })

  test('says what is wrong when every render has another function', async () => {
    let calls = 0
    function Inline(): ReactElement {
      const { token } = useCapabilityTokenSuspense({
        identity: 'the one of this test',
        fetchToken: async () => {
          calls += 1
          return good('never')
        },
      })
      return <i>{token}</i>
    }
    const { container } = mount(
      <Boundaries>
        <Inline />
      </Boundaries>,
    )
    await expect
      .poll(() => container.textContent, { timeout: 20_000 })
      .toContain('declare fetchToken outside of the component')
    const ended = calls
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(calls).toBe(ended)
  })

  test('says what is wrong when every render has other params', async () => {
    const as = fresh('alice')
    let renders = 0
    function Inline(): ReactElement {
      renders += 1
      const params = { as, at: String(renders) }
      return <i>{useCapabilityTokenSuspense({ endpoint: '/token', params }).token}</i>
    }
    const { container } = mount(
      <Boundaries>
        <Inline />
      </Boundaries>,
    )
    await expect
      .poll(() => container.textContent, { timeout: 20_000 })
      .toContain('pass the same params in every render')
    const ended = renders
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(renders).toBe(ended)
  })

  test('may be one of many with functions of their own, beside each other', async () => {
    const functions = Array.from({ length: 30 }, (_, index) => scripted(good(`${index},`)))
    const { container } = mount(
      <Boundaries>
        {functions.map((fetchToken, index) => (
          <Suspense key={index} fallback="-">
            <Plain with={{ fetchToken }} />
          </Suspense>
        ))}
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe(functions.map((_, i) => `${i},`).join(''))
  })

  test('may be one of many with functions of their own, each waiting for the one before', async () => {
    const functions = Array.from({ length: 30 }, (_, index) => scripted(good(`${index},`)))
    function Step({ index }: { index: number }): ReactElement {
      const fetchToken = functions[index] ?? scripted()
      const { token } = useCapabilityTokenSuspense({ fetchToken })
      return (
        <>
          {token}
          {index < 29 && <Step index={index + 1} />}
        </>
      )
    }
    const { container } = mount(
      <Boundaries>
        <Step index={0} />
      </Boundaries>,
    )
    await expect
      .poll(() => container.textContent, { timeout: 10_000 })
      .toBe(functions.map((_, i) => `${i},`).join(''))
    expect(functions.map((each) => each.calls())).toEqual(functions.map(() => 1))
  })
})

describe('a failure', () => {
  test('for good goes to the error boundary, and its reset tries again', async () => {
    const fetchToken = scripted(denied(), denied(), good('at last'))
    const manager = managed({ fetchToken })
    const { container } = mount(
      <StrictMode>
        <Boundaries>
          <Plain with={manager} />
        </Boundaries>
      </StrictMode>,
    )
    await expect.poll(() => container.textContent).toBe('failed: denied')
    await paint()
    expect(fetchToken.calls()).toBe(1)
    press(container)
    await expect.poll(() => fetchToken.calls()).toBe(2)
    await expect.poll(() => container.textContent).toBe('failed: denied')
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect(fetchToken.calls()).toBe(2)
    press(container)
    await expect.poll(() => container.textContent).toBe('at last')
    expect(fetchToken.calls()).toBe(3)
  })

  test('for good of an endpoint does as well', async () => {
    const { container } = mount(
      <Boundaries>
        <Plain with={{ endpoint: `/no-such-endpoint/${fresh('a')}` }} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toMatch(/^failed: /)
  })

  test('for good that was there before is thrown at once', async () => {
    const fetchToken = scripted(denied())
    const manager = managed({ fetchToken })
    await manager.getToken().catch(() => {})
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('failed: denied')
    expect(fetchToken.calls()).toBe(1)
  })

  test('does not ask without end while a page is slow to render', async () => {
    const fetchToken = scripted(denied())
    const manager = managed({ fetchToken })
    function Busy(): null {
      const end = performance.now() + 15
      while (performance.now() < end);
      return null
    }
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} />
        {Array.from({ length: 10 }, (_, index) => (
          <Busy key={index} />
        ))}
      </Boundaries>,
    )
    await expect.poll(() => container.textContent, { timeout: 10_000 }).toBe('failed: denied')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(container.textContent).toBe('failed: denied')
    expect(fetchToken.calls()).toBe(1)
  })

  test('of a refresh is thrown without a fallback in between', async () => {
    const manager = managed({ fetchToken: scripted(good('one'), denied()) })
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('one')
    const texts = new Set<string | null>()
    const observer = new MutationObserver(() => void texts.add(container.textContent))
    observer.observe(container, { subtree: true, childList: true, attributes: true })
    manager.refresh().catch(() => {})
    await expect.poll(() => container.textContent).toBe('failed: denied')
    observer.disconnect()
    expect([...texts]).toEqual(['failed: denied'])
  })

  test('that nobody was there to see is not shown to one who comes much later', async () => {
    // The last of them is in use, and ends too soon for the one who comes later.
    const fetchToken = scripted(down(), good('passing', 1), good('good'))
    const manager = managed({ fetchToken, suspenseTimeout: 0.3 })
    const page = (
      <Boundaries>
        <Plain with={manager} />
      </Boundaries>
    )
    const first = mount(page)
    await expect.poll(() => first.container.textContent).toBe('waiting')
    first.unmount()
    const token = (): Promise<string | null> => manager.getToken().catch(() => null)
    await expect.poll(token, { timeout: 5000 }).toBe('passing')
    await expect.poll(() => manager.snapshot.status, { timeout: 5000 }).toBe('expired')
    const later = mount(page)
    const texts = new Set<string | null>()
    const observer = new MutationObserver(() => void texts.add(later.container.textContent))
    observer.observe(later.container, { subtree: true, childList: true })
    await expect.poll(() => later.container.textContent, { timeout: 5000 }).toBe('good')
    observer.disconnect()
    expect([...texts].filter((text) => text?.startsWith('failed'))).toEqual([])
  })

  test('that passes is waited for', async () => {
    const fetchToken = scripted(down(), good('after all'))
    const { container } = mount(
      <Boundaries>
        <Plain with={managed({ fetchToken })} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent, { timeout: 5000 }).toBe('after all')
    expect(fetchToken.calls()).toBe(2)
  })

  test('that does not pass in time is thrown, and nothing goes on behind it', async () => {
    const fetchToken = scripted(down())
    const { container } = mount(
      <Boundaries>
        <Plain with={managed({ fetchToken, suspenseTimeout: 0.3 })} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('failed: unavailable')
    const calls = fetchToken.calls()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(fetchToken.calls()).toBe(calls)
    press(container)
    await expect.poll(() => fetchToken.calls()).toBe(calls + 1)
    await expect.poll(() => container.textContent).toBe('failed: unavailable')
  })

  test('of a source that hangs is thrown as well', async () => {
    const fetchToken: FetchToken = () => new Promise<TokenGrant>(() => {})
    const { container } = mount(
      <Boundaries>
        <Plain with={managed({ fetchToken, suspenseTimeout: 0.2 })} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('failed: timeout')
  })

  test('of one who is signed out is thrown, and a reset does not undo the logout', async () => {
    const fetchToken = scripted(good('one'), good('two'))
    const manager = managed({ fetchToken, identity: 'alice' })
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('one')
    manager.logout()
    await expect.poll(() => container.textContent).toBe('failed: login_required')
    press(container)
    await paint()
    await expect.poll(() => container.textContent).toBe('failed: login_required')
    expect(fetchToken.calls()).toBe(1)
    manager.setIdentity('bob')
    press(container)
    await expect.poll(() => container.textContent).toBe('two')
  })

  test('of a manager that has ended is thrown', async () => {
    const manager = managed({ fetchToken: scripted(good('one')) })
    manager.dispose()
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('failed: disposed')
  })

  test('of a manager that has ended is thrown for another identity as well', async () => {
    const manager = managed({ fetchToken: scripted(good('one')) })
    manager.dispose()
    const { container } = mount(
      <TokenProvider manager={manager} identity="alice">
        <Boundaries>
          <Plain />
        </Boundaries>
      </TokenProvider>,
    )
    await expect.poll(() => container.textContent).toBe('failed: disposed')
  })
})

describe('a tree that is abandoned while it waits', () => {
  test('leaves nobody who fetches', async () => {
    const fetchToken = scripted(down())
    const { container, render } = mount(
      <Boundaries>
        <Plain with={{ fetchToken, suspenseTimeout: 0.4 }} />
      </Boundaries>,
    )
    await expect.poll(() => container.textContent).toBe('waiting')
    await expect.poll(() => fetchToken.calls()).toBe(1)
    render(null)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const calls = fetchToken.calls()
    await new Promise((resolve) => setTimeout(resolve, 2000))
    expect(fetchToken.calls()).toBe(calls)
  })
})

describe('a token that runs out while the server is down', () => {
  /** A page whose token lives a second, and then fails to be renewed. */
  function page(onExpired: 'null' | 'throw' | 'suspend') {
    const fetchToken = scripted(good('one', 1), down())
    const manager = managed({ fetchToken, onExpired, suspenseTimeout: 1 })
    const seen: SuspendedToken[] = []
    const { container } = mount(
      <Boundaries>
        <Plain with={manager} seen={seen} />
      </Boundaries>,
    )
    const shown = (): string | null =>
      container.querySelector('i')?.style.display === 'none' ? 'waiting' : container.textContent
    return { shown, container, manager, seen }
  }

  test('is shown on, and the snapshot says that it ended', async () => {
    const { shown, manager, seen } = page('null')
    await expect.poll(shown).toBe('one')
    await expect.poll(() => manager.snapshot.status, { timeout: 5000 }).toBe('expired')
    await paint()
    expect(shown()).toBe('one')
    expect(seen.at(-1)).toMatchObject({
      token: 'one',
      snapshot: { token: null, status: 'expired', error: { code: 'unavailable' } },
    })
  })

  test('is an error where that is asked for', async () => {
    const { shown, container } = page('throw')
    await expect.poll(shown).toBe('one')
    await expect.poll(() => container.textContent, { timeout: 5000 }).toBe('failed: unavailable')
  })

  test('is waited for where that is asked for, and an error after a time', async () => {
    const { shown, container } = page('suspend')
    await expect.poll(shown).toBe('one')
    await expect.poll(() => container.textContent, { timeout: 5000 }).toBe('onewaiting')
    await expect.poll(() => container.textContent, { timeout: 5000 }).toBe('failed: unavailable')
  })

  test('is not shown to one who comes later', async () => {
    const { shown, manager } = page('null')
    await expect.poll(shown).toBe('one')
    await expect.poll(() => manager.snapshot.status, { timeout: 5000 }).toBe('expired')
    const later = mount(
      <Boundaries>
        <Plain with={manager} />
      </Boundaries>,
    )
    await expect.poll(() => later.container.textContent).toBe('waiting')
  })
})

test('a token that is dropped with the page is not shown when the page comes back', async () => {
  const shape = { pagehide: true, pageshow: true }
  const tell = (type: keyof typeof shape): void =>
    void window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }))
  let answer: (grant: TokenGrant) => void = () => {}
  let calls = 0
  const manager = managed({
    env: defaultEnv(),
    dropOnPersist: true,
    fetchToken: () => {
      calls += 1
      return calls === 1
        ? Promise.resolve(good('one'))
        : new Promise<TokenGrant>((resolve) => {
            answer = resolve
          })
    },
  })
  const { container } = mount(
    <ErrorBoundary>
      <Suspense fallback="waiting">
        <Plain with={manager} />
      </Suspense>
    </ErrorBoundary>,
  )
  const isHidden = (): boolean => container.querySelector('i')?.style.display === 'none'
  await expect.poll(() => container.textContent).toBe('one')
  tell('pagehide')
  await expect.poll(isHidden).toBe(true)
  tell('pageshow')
  await expect.poll(() => calls).toBe(2)
  await paint()
  expect(isHidden()).toBe(true)
  answer(good('two'))
  await expect.poll(() => container.textContent).toBe('two')
  expect(isHidden()).toBe(false)
})
