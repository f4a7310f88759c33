import { Writable } from 'node:stream'
import { TokenManager, type TokenGrant } from '@grantline/core/client'
import { Suspense, type ReactElement, type ReactNode } from 'react'
import { renderToPipeableStream, renderToString, version as domVersion } from 'react-dom/server'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { TokenProvider, useAuthFetch, useCapabilityTokenSuspense } from '../src/index.ts'
import { expectProvidedReact } from './provided-react.ts'

// What a server renders of components that wait for their token; nothing here has a page.

type Given = Parameters<typeof useCapabilityTokenSuspense>[0]

function Shown(props: { with?: Given }): ReactElement {
  const { token, snapshot } = useCapabilityTokenSuspense(props.with)
  return <b>{[token, snapshot.status, snapshot.expiresAt].map(String).join(' ')}</b>
}

const page = (given?: Given): ReactElement => (
  <main>
    <Suspense fallback={<i>waiting</i>}>
      <Shown {...(given && { with: given })} />
    </Suspense>
  </main>
)

const text = (html: string): string => html.replaceAll(/<[^>]+>/g, '')
const opaque = async (): Promise<TokenGrant> => ({ token: 'opaque', expiresIn: 600 })
const initial = { token: 'given', expiresIn: 600 }

/** Streams a page to its end, whatever is in it. */
async function stream(node: ReactNode): Promise<{ html: string; errors: unknown[] }> {
  const errors: unknown[] = []
  let html = ''
  await new Promise<void>((resolve, reject) => {
    const sink = new Writable({
      write: (chunk, _encoding, next) => {
        html += String(chunk)
        next()
      },
      final: (done) => {
        done()
        resolve()
      },
    })
    const { pipe } = renderToPipeableStream(node, {
      onError: (error) => void errors.push(error),
      onShellError: reject,
      onAllReady: () => void pipe(sink),
    })
  })
  return { html, errors }
}

test('this run has the React that it is for', () => {
  expectProvidedReact(domVersion)
})

describe.each([
  ['a relative endpoint', () => ({ endpoint: '/token' })],
  ['an absolute endpoint', () => ({ endpoint: 'https://phone.example/token' })],
  ['a function', () => ({ fetchToken: vi.fn(opaque) })],
  [
    'an initial token that has ended',
    () => ({
      endpoint: '/token',
      initial: { ...initial, ageMs: 600_000 },
    }),
  ],
])('%s', (_name, make) => {
  test('is the fallback in a string, and fetches nothing', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    const given: ReturnType<typeof make> & { fetchToken?: () => Promise<TokenGrant> } = make()
    expect(text(renderToString(page(given)))).toBe('waiting')
    await new Promise((resolve) => setTimeout(resolve))
    expect(fetched).not.toHaveBeenCalled()
    if (given.fetchToken) expect(given.fetchToken).not.toHaveBeenCalled()
  })

  test('is the fallback in a stream, which ends by itself', async () => {
    const { html, errors } = await stream(page(make()))
    expect(text(html)).toContain('waiting')
    expect(errors).toMatchObject([{ name: 'TokenFetchError', code: 'unsupported' }])
  })
})

test('an initial token is rendered, without a time of the server', async () => {
  for (const given of [
    { endpoint: '/token', initial },
    { fetchToken: opaque, initial },
  ]) {
    expect(text(renderToString(page(given)))).toBe('given ready null')
    const { html, errors } = await stream(page(given))
    expect(text(html)).toBe('given ready null')
    expect(errors).toEqual([])
  }
})

test('a token that a manager of the server holds is not rendered', async () => {
  const manager = new TokenManager({ fetchToken: opaque, identity: 'alice' })
  onTestFinished(() => manager.dispose())
  await manager.getToken()
  expect(text(renderToString(page(manager)))).toBe('waiting')
  const provided = (
    <TokenProvider manager={manager} identity="bob">
      {page()}
    </TokenProvider>
  )
  const { html } = await stream(provided)
  expect(text(html)).toContain('waiting')
  expect(html).not.toContain('opaque')
  expect(manager.identity).toBe('alice')
})

test('a page without Suspense is told what to do', () => {
  expect(() => renderToString(<Shown with={{ endpoint: '/token' }} />)).toThrow(
    /fallback of Suspense, or give initial/,
  )
})

test('a component without options, manager and provider is told what to do', () => {
  expect(() => renderToString(<Shown />)).toThrow(TypeError)
  expect(() => renderToString(<Shown />)).toThrow(
    'useCapabilityTokenSuspense: pass options or a manager, or use TokenProvider',
  )
})

describe('useAuthFetch', () => {
  function Sender({ manager }: { manager?: TokenManager }): string {
    return typeof useAuthFetch(manager)
  }

  test('renders on a server and sends nothing', () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    const manager = new TokenManager({ fetchToken: opaque })
    onTestFinished(() => manager.dispose())
    expect(renderToString(<Sender manager={manager} />)).toBe('function')
    expect(fetched).not.toHaveBeenCalled()
  })

  test('says what to do without manager and provider', () => {
    expect(() => renderToString(<Sender />)).toThrow(TypeError)
    expect(() => renderToString(<Sender />)).toThrow(
      'useAuthFetch: pass a manager, or use TokenProvider',
    )
  })
})
