import {
  TokenFetchError,
  TokenManager,
  type TokenGrant,
  type TokenManagerOptions,
} from '@grantline/core/client'
import { StrictMode, Suspense, type ReactElement, type ReactNode } from 'react'
import { version as domVersion } from 'react-dom'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { useCapabilityToken, useCapabilityTokenSuspense } from '../src/index.ts'
import { expectProvidedReact } from './provided-react.ts'
import { paint } from './rendering.tsx'

let root: Root | undefined
let complaints: unknown[]

beforeEach(() => {
  complaints = []
  vi.spyOn(console, 'error').mockImplementation((...args) => void complaints.push(args))
})

afterEach(() => root?.unmount())

/** What a server sends. React 18 minds that this page is none, which is not what is tested. */
function serve(node: ReactNode): string {
  const html = renderToString(node)
  complaints = []
  return html
}

function hydrate(html: string, node: ReactNode): HTMLElement {
  const container = document.createElement('div')
  container.innerHTML = html
  document.body.append(container)
  root = hydrateRoot(container, node, {
    onRecoverableError: (error) => void complaints.push(error),
  })
  return container
}

function Shown({ manager }: { manager: TokenManager }): ReactElement {
  const { status, token } = useCapabilityToken(manager)
  return <p>{`${status} ${token}`}</p>
}

const ready = async (): Promise<TokenManager> => {
  const manager = new TokenManager({
    fetchToken: async () => ({ token: 'opaque', expiresIn: 600 }),
  })
  await manager.getToken()
  return manager
}

test('this run has the React that it is for', () => {
  expectProvidedReact(domVersion)
})

test('hydration begins with what the server rendered, then shows the token', async () => {
  const manager = await ready()
  const app = (
    <StrictMode>
      <Shown manager={manager} />
    </StrictMode>
  )
  const html = serve(app)
  expect(html).toContain('idle null')
  const container = hydrate(html, app)
  await expect.poll(() => container.textContent).toBe('ready opaque')
  expect(complaints).toEqual([])
  manager.dispose()
})

test('a boundary that hydrates late agrees with the server, though the token is there', async () => {
  const manager = await ready()
  let wake: () => void = () => {}
  let isAwake = false
  const pending = new Promise<void>((resolve) => {
    wake = () => {
      isAwake = true
      resolve()
    }
  })
  const isServer = { value: true }
  function Late({ children }: { children: ReactNode }): ReactNode {
    // What both versions of React wait for.
    if (!isServer.value && !isAwake) throw pending
    return children
  }
  const app = (
    <>
      <Shown manager={manager} />
      <Suspense fallback={null}>
        <Late>
          <Shown manager={manager} />
        </Late>
      </Suspense>
    </>
  )
  const html = serve(app)
  isServer.value = false
  const container = hydrate(html, app)
  await expect.poll(() => container.textContent).toBe('ready opaqueidle null')
  wake()
  await expect.poll(() => container.textContent).toBe('ready opaqueready opaque')
  expect(complaints).toEqual([])
  manager.dispose()
})

test('an initial token is in the page of the server and stays', async () => {
  const initial = { token: 'given', expiresIn: 600, ageMs: 1000 }
  function Phone(): ReactElement {
    const { status, token } = useCapabilityToken({ endpoint: '/token', initial })
    return <p>{`${status} ${token}`}</p>
  }
  const html = serve(<Phone />)
  expect(html).toContain('ready given')
  const container = hydrate(html, <Phone />)
  await paint()
  expect(container.textContent).toBe('ready given')
  expect(complaints).toEqual([])
})

describe('a component that waits for its token', () => {
  function Waiting({ with: given }: { with: TokenManager | TokenManagerOptions }): ReactElement {
    const { token } = useCapabilityTokenSuspense(given)
    return <p>{token}</p>
  }

  test('hydrates with the initial token, and later shows the next one', async () => {
    const initial = { token: 'given to one who waits', expiresIn: 600 }
    const fetchToken = async (): Promise<TokenGrant> => ({ token: 'next', expiresIn: 600 })
    const app = (
      <StrictMode>
        <Suspense fallback="waiting">
          <Waiting with={{ fetchToken, initial }} />
        </Suspense>
      </StrictMode>
    )
    const html = serve(app)
    expect(html).toContain(initial.token)
    const container = hydrate(html, app)
    await paint()
    expect(container.textContent).toBe(initial.token)
    expect(complaints).toEqual([])
  })

  test('hydrates late with the initial token, though another one is there by then', async () => {
    const initial = { token: 'given to one who is late', expiresIn: 600 }
    const given = {
      endpoint: '/token',
      params: { as: 'late' },
      initial,
    }
    let wake: () => void = () => {}
    let isAwake = true
    const pending = new Promise<void>((resolve) => {
      wake = () => {
        isAwake = true
        resolve()
      }
    })
    function Late({ children }: { children: ReactNode }): ReactNode {
      if (!isAwake) throw pending
      return children
    }
    function Renew(): ReactElement {
      const { getToken, token } = useCapabilityToken(given)
      return (
        <button type="button" onClick={() => void getToken({ force: true })}>
          {token}
        </button>
      )
    }
    const app = (
      <>
        <Renew />
        <Suspense fallback="waiting">
          <Late>
            <Waiting with={given} />
          </Late>
        </Suspense>
      </>
    )
    const html = serve(app)
    isAwake = false
    const container = hydrate(html, app)
    await paint()
    container.querySelector('button')?.click()
    await expect.poll(() => container.querySelector('button')?.textContent).not.toBe(initial.token)
    expect(container.querySelector('p')?.textContent).toBe(initial.token)
    wake()
    await expect.poll(() => container.querySelector('p')?.textContent).not.toBe(initial.token)
    expect(container.querySelector('p')?.textContent).toBe(
      container.querySelector('button')?.textContent,
    )
    expect(complaints).toEqual([])
  })

  test('takes over from the fallback that a server has rendered', async () => {
    const manager = await ready()
    onTestFinished(() => manager.dispose())
    let isServer = true
    // What the hook does where there is no page.
    function Half(): ReactElement {
      if (isServer) throw new TokenFetchError('unsupported')
      return <Waiting with={manager} />
    }
    const app = (
      <main>
        <Suspense fallback="waiting">
          <Half />
        </Suspense>
      </main>
    )
    const html = serve(app)
    expect(html).toContain('waiting')
    isServer = false
    const container = hydrate(html, app)
    await expect.poll(() => container.textContent).toBe('opaque')
    // React tells of every boundary that a server left to the page, and of nothing else here.
    expect(complaints).toHaveLength(1)
    expect(String(complaints[0])).toMatch(/unsupported|server could not finish/)
  })
})
