import {
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
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'
import { flushSync } from 'react-dom'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  TokenProvider,
  useAuthFetch,
  useCapabilityToken,
  useCapabilityTokenSuspense,
} from '../src/index.ts'
import { Boundaries } from './boundary.tsx'
import { idOf, mount, paint } from './rendering.tsx'

const fresh = (name: string): string => `${name}-${crypto.randomUUID()}`

beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue(undefined))

interface Seen {
  readonly identity: string | undefined
  readonly token: string | null
}

/** No render may be given the token of another identity than the one it was rendered with. */
function expectNoLeak(seen: readonly Seen[]): void {
  const leaks = seen.filter(({ identity, token }) => token !== null && token !== `of-${identity}`)
  expect(leaks).toEqual([])
  expect(seen.length).toBeGreaterThan(0)
}

/** A manager whose tokens name their identity, and what it was asked for; slow when told to be. */
function ownManager(suspenseTimeout = 10, first?: string) {
  const asked: (string | undefined)[] = []
  const waiting: (() => void)[] = []
  let isSlow = false
  const down = new Set<string | undefined>()
  const fetchToken: FetchToken = async ({ identity }) => {
    asked.push(identity)
    if (down.has(identity)) throw new TokenFetchError('unavailable', { status: 503 })
    if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve))
    return { token: `of-${identity}`, expiresIn: 600 }
  }
  const manager = new TokenManager({ fetchToken, suspenseTimeout, identity: first })
  onTestFinished(() => manager.dispose())
  return {
    manager,
    asked,
    fail: (identity: string) => void down.add(identity),
    slow: () => void (isSlow = true),
    answer: () => {
      isSlow = false
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

/** A page with a manager at an identity that changes, in a transition or not. */
function stage(inner: (identity: string, seen: Seen[]) => ReactNode, suspenseTimeout?: number) {
  const source = ownManager(suspenseTimeout)
  const seen: Seen[] = []
  let change: (identity: string) => void = () => {}
  function App(): ReactElement {
    const [identity, setIdentity] = useState('alice')
    change = setIdentity
    return (
      <TokenProvider manager={source.manager} identity={identity}>
        {inner(identity, seen)}
      </TokenProvider>
    )
  }
  const { container } = mount(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  return { ...source, seen, container, change: (identity: string) => change(identity) }
}

const Waiting = memo(function Waiting(props: {
  identity: string
  seen: Seen[]
  given?: TokenManager
}): ReactElement {
  const { token } = useCapabilityTokenSuspense(props.given)
  props.seen.push({ identity: props.identity, token })
  return <i>{token}</i>
})

const Reading = memo(function Reading(props: {
  identity: string
  seen: Seen[]
  given?: TokenManager
}): ReactElement {
  const { token } = useCapabilityToken(props.given)
  props.seen.push({ identity: props.identity, token })
  return <b>{token}</b>
})

const visible = (container: HTMLElement): string =>
  [...container.querySelectorAll('i, b')]
    .filter((node) => (node as HTMLElement).style.display !== 'none')
    .map(({ textContent }) => textContent)
    .join(' ')

const both = (identity: string, seen: Seen[]): ReactElement => (
  <>
    <Reading identity={identity} seen={seen} />
    <Boundaries>
      <Waiting identity={identity} seen={seen} />
    </Boundaries>
  </>
)

/** Alice does not wait for her token; whoever comes after her does. */
const behind = (identity: string, seen: Seen[]): ReactElement => (
  <Boundaries>
    {identity === 'alice' ? (
      <Reading identity={identity} seen={seen} />
    ) : (
      <Waiting identity={identity} seen={seen} />
    )}
  </Boundaries>
)

describe('another identity of a provider', () => {
  test('gets its own token and nobody else sees it', async () => {
    const { container, seen, asked, change } = stage(both)
    await expect.poll(() => visible(container)).toBe('of-alice of-alice')
    change('bob')
    await expect.poll(() => visible(container)).toBe('of-bob of-bob')
    expectNoLeak(seen)
    expect(asked).toEqual(['alice', 'bob'])
  })

  test('does so where the manager is passed as well, or had an identity from the start', async () => {
    const { manager } = ownManager(10, 'alice')
    const seen: Seen[] = []
    const page = (identity: string): ReactElement => (
      <TokenProvider manager={manager} identity={identity}>
        <Reading identity={identity} seen={seen} given={manager} />
        <Boundaries>
          <Waiting identity={identity} seen={seen} given={manager} />
        </Boundaries>
      </TokenProvider>
    )
    const { container, render } = mount(page('alice'))
    await expect.poll(() => visible(container)).toBe('of-alice of-alice')
    render(page('bob'))
    await expect.poll(() => visible(container)).toBe('of-bob of-bob')
    expectNoLeak(seen)
  })

  test('does so in a transition', async () => {
    const { container, seen, asked, change, slow, answer } = stage(both)
    await expect.poll(() => visible(container)).toBe('of-alice of-alice')
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => asked).toEqual(['alice', 'bob'])
    await paint()
    expect(visible(container).trim()).toBe('')
    answer()
    await expect.poll(() => visible(container)).toBe('of-bob of-bob')
    await paint()
    expectNoLeak(seen)
    expect(asked).toEqual(['alice', 'bob'])
  })

  test('does so many times in a row, in transitions and out of them', async () => {
    const { container, seen, manager, change } = stage(both)
    await expect.poll(() => visible(container)).toBe('of-alice of-alice')
    const names = ['bob', 'carol', 'alice', 'dave', 'bob', 'alice', 'carol']
    for (const [index, identity] of names.entries()) {
      if (index % 3 === 0) flushSync(() => change(identity))
      else startTransition(() => change(identity))
      if (index % 2 === 0) await paint()
    }
    // So many are more than the manager asks for in a second.
    await expect.poll(() => visible(container), { timeout: 10_000 }).toBe('of-carol of-carol')
    expect(manager.identity).toBe('carol')
    expectNoLeak(seen)
  })

  test('that is prepared behind the page of before takes its place with its token', async () => {
    const { container, seen, asked, change, slow, answer } = stage(behind)
    await expect.poll(() => visible(container)).toBe('of-alice')
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => asked).toEqual(['alice', 'bob'])
    await paint()
    // The page of before is still there, and has no token any more.
    expect(container.innerHTML).toBe('<b></b>')
    answer()
    await expect.poll(() => container.innerHTML).toBe('<i>of-bob</i>')
    expectNoLeak(seen)
  })

  test('that is never put on the page gives the manager back', async () => {
    const { container, seen, manager, asked, change, slow, answer } = stage(behind, 1)
    await expect.poll(() => visible(container)).toBe('of-alice')
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => asked).toEqual(['alice', 'bob'])
    flushSync(() => change('alice'))
    answer()
    await expect.poll(() => visible(container), { timeout: 5000 }).toBe('of-alice')
    await paint()
    expect(manager.identity).toBe('alice')
    expectNoLeak(seen)
  })

  test('that is put on the page after all keeps the manager', async () => {
    const { container, manager, change } = stage(behind, 0.5)
    await expect.poll(() => visible(container)).toBe('of-alice')
    startTransition(() => change('bob'))
    await expect.poll(() => container.innerHTML).toBe('<i>of-bob</i>')
    manager.logout()
    const { epoch } = manager.snapshot
    await new Promise((resolve) => setTimeout(resolve, 1700))
    expect(manager.identity).toBe('bob')
    expect(manager.snapshot.epoch).toBe(epoch)
  })

  test('whose source is down is told so, in a transition', async () => {
    const { container, asked, change, fail } = stage(behind, 0.5)
    await expect.poll(() => visible(container)).toBe('of-alice')
    fail('bob')
    startTransition(() => change('bob'))
    await expect.poll(() => container.textContent, { timeout: 5000 }).toBe('failed: unavailable')
    expect(asked.filter((name) => name === 'alice')).toEqual(['alice'])
  })

  test('that is never put on the page does not undo a logout', async () => {
    const { container, manager, asked, change, slow } = stage(behind, 0.5)
    await expect.poll(() => visible(container)).toBe('of-alice')
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => asked).toEqual(['alice', 'bob'])
    flushSync(() => change('alice'))
    manager.logout()
    await expect.poll(() => manager.identity, { timeout: 5000 }).toBe('alice')
    await paint()
    // Renders that come later do not either.
    flushSync(() => change('alice'))
    expect(manager.snapshot).toMatchObject({ status: 'idle', token: null })
    await expect(manager.getToken()).rejects.toMatchObject({ code: 'login_required' })
    expect(asked).toEqual(['alice', 'bob'])
  })

  test('that is never put on the page does not undo a change of the app’s own', async () => {
    const { container, manager, asked, change, slow } = stage(behind, 0.5)
    await expect.poll(() => visible(container)).toBe('of-alice')
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => asked).toEqual(['alice', 'bob'])
    flushSync(() => change('alice'))
    manager.setIdentity('carol')
    await new Promise((resolve) => setTimeout(resolve, 1700))
    expect(manager.identity).toBe('carol')
  })

  test('of another root that has left does not take the name away', async () => {
    const { container, manager, asked, change, slow } = stage(behind, 0.5)
    await expect.poll(() => visible(container)).toBe('of-alice')
    const other = mount(
      <TokenProvider manager={manager} identity="alice">
        <p>here</p>
      </TokenProvider>,
    )
    await expect.poll(() => other.container.textContent).toBe('here')
    other.unmount()
    await paint()
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => asked).toEqual(['alice', 'bob'])
    flushSync(() => change('alice'))
    await expect.poll(() => manager.identity, { timeout: 5000 }).toBe('alice')
  })

  test('gets its token where the boundary is above the provider', async () => {
    const { manager, asked } = ownManager()
    const seen: Seen[] = []
    const { container } = mount(
      <StrictMode>
        <Suspense fallback="waiting">
          <TokenProvider manager={manager} identity="alice">
            <Waiting identity="alice" seen={seen} />
          </TokenProvider>
        </Suspense>
      </StrictMode>,
    )
    await expect.poll(() => container.textContent).toBe('of-alice')
    expectNoLeak(seen)
    expect(asked).toEqual(['alice'])
  })
})

describe('another identity of options', () => {
  const page = (as: string, seen: Seen[]): ReactElement => (
    <StrictMode>
      <Boundaries>
        <Session as={as} seen={seen} />
      </Boundaries>
    </StrictMode>
  )

  function Session({ as, seen }: { as: string; seen: Seen[] }): ReactElement {
    const given = { endpoint: '/token', params: { as }, identity: as }
    const { token } = useCapabilityTokenSuspense(given)
    const id = idOf(token)
    seen.push({ identity: as, token: id && `of-${id.replace(/-1$/, '')}` })
    return <i>{id}</i>
  }

  test('waits for its own token', async () => {
    const [alice, bob] = [fresh('alice'), fresh('bob')]
    const seen: Seen[] = []
    const { container, render } = mount(page(alice, seen))
    await expect.poll(() => visible(container)).toBe(`${alice}-1`)
    render(page(bob, seen))
    await expect.poll(() => visible(container)).toBe(`${bob}-1`)
    expectNoLeak(seen)
  })

  test('leaves the one of before on the page until then, in a transition', async () => {
    const [alice, bob] = [fresh('alice'), fresh('bob')]
    const seen: Seen[] = []
    const shown = new Set<string>()
    const { container, render } = mount(page(alice, seen))
    await expect.poll(() => visible(container)).toBe(`${alice}-1`)
    const observer = new MutationObserver(() => void shown.add(visible(container)))
    observer.observe(container, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
    startTransition(() => render(page(bob, seen)))
    await expect.poll(() => visible(container)).toBe(`${bob}-1`)
    await paint()
    observer.disconnect()
    expect([...shown]).toEqual([`${bob}-1`])
    expectNoLeak(seen)
  })
})

describe('useAuthFetch', () => {
  /** What the server was sent, as a manager's own `fetch` sees it. */
  function sender() {
    const sent: (string | null)[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      sent.push(new Request(input).headers.get('Authorization'))
      return new Response('{}')
    })
    return sent
  }

  test('sends the token of the provider, and is the same function every time', async () => {
    const sent = sender()
    const functions = new Set<typeof fetch>()
    const { manager } = ownManager()
    function Child({ given }: { given?: TokenManager }): ReactElement {
      const authFetch = useAuthFetch(given)
      functions.add(authFetch)
      return <button type="button" onClick={() => void authFetch('/calls')} />
    }
    const page = (): ReactElement => (
      <StrictMode>
        <TokenProvider manager={manager} identity="alice">
          <Child />
          <Child given={manager} />
        </TokenProvider>
      </StrictMode>
    )
    const { container, render } = mount(page())
    await expect.poll(() => container.querySelectorAll('button').length).toBe(2)
    render(page())
    await paint()
    expect(functions.size).toBe(1)
    container.querySelector('button')?.click()
    await expect.poll(() => sent).toEqual(['Bearer of-alice'])
  })

  test('sends the token of the identity that is rendered, in every effect, however early', async () => {
    const sent = sender()
    const { manager } = ownManager()
    const rendered: string[] = []
    function Child({ identity }: { identity: string }): null {
      const authFetch = useAuthFetch()
      useLayoutEffect(() => void authFetch('/calls'), [authFetch, identity])
      useEffect(() => {
        void authFetch('/calls').then(() => rendered.push(identity))
      }, [authFetch, identity])
      return null
    }
    const page = (identity: string): ReactElement => (
      <TokenProvider manager={manager} identity={identity}>
        <Child identity={identity} />
      </TokenProvider>
    )
    const { render } = mount(page('alice'))
    await expect.poll(() => rendered).toEqual(['alice'])
    render(page('bob'))
    await expect.poll(() => rendered).toEqual(['alice', 'bob'])
    expect(sent).toEqual(['alice', 'alice', 'bob', 'bob'].map((name) => `Bearer of-${name}`))
  })

  test('sends nothing of the one who is to come for the one who is on the page', async () => {
    const sent = sender()
    const got: { authFetch?: typeof fetch; getToken?: () => Promise<string> } = {}
    function Child(): null {
      got.authFetch = useAuthFetch()
      got.getToken = useCapabilityToken().getToken
      return null
    }
    const { container, manager, change, slow, answer } = stage((identity, seen) => (
      <>
        <Child />
        {behind(identity, seen)}
      </>
    ))
    await expect.poll(() => visible(container)).toBe('of-alice')
    slow()
    startTransition(() => change('bob'))
    await expect.poll(() => manager.identity).toBe('bob')
    await expect(got.authFetch?.('/calls')).rejects.toMatchObject({ code: 'superseded' })
    await expect(got.getToken?.()).rejects.toMatchObject({ code: 'superseded' })
    answer()
    await expect.poll(() => visible(container)).toBe('of-bob')
    await got.authFetch?.('/calls')
    await expect(got.getToken?.()).resolves.toBe('of-bob')
    expect(sent).toEqual(['Bearer of-bob'])
  })
})

test('a token that was asked for before the page went on is nobody’s', async () => {
  const grants: ((grant: TokenGrant) => void)[] = []
  const manager = new TokenManager({
    fetchToken: () => new Promise<TokenGrant>((resolve) => grants.push(resolve)),
  })
  onTestFinished(() => manager.dispose())
  const seen: Seen[] = []
  const page = (identity: string): ReactElement => (
    <TokenProvider manager={manager} identity={identity}>
      <Boundaries>
        <Waiting identity={identity} seen={seen} />
      </Boundaries>
    </TokenProvider>
  )
  const { container, render } = mount(page('alice'))
  await expect.poll(() => grants.length).toBe(1)
  render(page('bob'))
  await expect.poll(() => grants.length).toBe(2)
  grants[0]?.({ token: 'of-alice', expiresIn: 600 })
  await paint()
  expect(container.textContent).toBe('waiting')
  grants[1]?.({ token: 'of-bob', expiresIn: 600 })
  await expect.poll(() => visible(container)).toBe('of-bob')
  expectNoLeak(seen)
})
