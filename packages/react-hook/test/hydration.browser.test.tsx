import { TokenManager } from '@grantline/core/client'
import { StrictMode, Suspense, use, type ReactElement, type ReactNode } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useCapabilityToken } from '../src/index.ts'
import { paint } from './rendering.tsx'

let root: Root | undefined
let complaints: unknown[]

beforeEach(() => {
  complaints = []
  vi.spyOn(console, 'error').mockImplementation((...args) => void complaints.push(args))
})

afterEach(() => root?.unmount())

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

test('hydration begins with what the server rendered, then shows the token', async () => {
  const manager = await ready()
  const app = (
    <StrictMode>
      <Shown manager={manager} />
    </StrictMode>
  )
  const html = renderToString(app)
  expect(html).toContain('idle null')
  const container = hydrate(html, app)
  await expect.poll(() => container.textContent).toBe('ready opaque')
  expect(complaints).toEqual([])
  manager.dispose()
})

test('a boundary that hydrates late agrees with the server, though the token is there', async () => {
  const manager = await ready()
  let wake: () => void = () => {}
  const pending = new Promise<void>((resolve) => {
    wake = resolve
  })
  const isServer = { value: true }
  function Late({ children }: { children: ReactNode }): ReactNode {
    if (!isServer.value) use(pending)
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
  const html = renderToString(app)
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
  const html = renderToString(<Phone />)
  expect(html).toContain('ready given')
  const container = hydrate(html, <Phone />)
  await paint()
  expect(container.textContent).toBe('ready given')
  expect(complaints).toEqual([])
})
