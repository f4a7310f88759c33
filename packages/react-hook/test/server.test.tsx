import { TokenManager, type TokenGrant } from '@grantline/core/client'
import { createElement, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { TokenProvider, useCapabilityToken } from '../src/index.ts'

// What a server renders; nothing here has a page.

function Shown(props: { with?: Parameters<typeof useCapabilityToken>[0] }): ReactElement {
  const { status, token, expiresAt } = useCapabilityToken(props.with)
  return <p>{[status, token, expiresAt].map(String).join(' ')}</p>
}

const text = (node: ReactElement): string => renderToString(node).replaceAll(/<[^>]+>/g, '')
const opaque = async (): Promise<TokenGrant> => ({ token: 'opaque', expiresIn: 600 })

test('a server fetches nothing', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch')
  const fetchToken = vi.fn(opaque)
  expect(text(<Shown with={{ endpoint: 'https://phone.example/token' }} />)).toBe('idle null null')
  expect(text(<Shown with={{ fetchToken }} />)).toBe('idle null null')
  await new Promise((resolve) => setTimeout(resolve))
  expect(fetched).not.toHaveBeenCalled()
  expect(fetchToken).not.toHaveBeenCalled()
})

test('a server shows no token that a manager of its own holds', async () => {
  const manager = new TokenManager({ fetchToken: opaque, identity: 'alice' })
  onTestFinished(() => manager.dispose())
  await manager.getToken()
  expect(text(<Shown with={manager} />)).toBe('idle null null')
  const provided = (
    <TokenProvider manager={manager} identity="bob">
      <Shown />
    </TokenProvider>
  )
  expect(text(provided)).toBe('idle null null')
  expect(manager.identity).toBe('alice')
})

test('a server shows the initial token, without a time of its own clock', () => {
  const initial = { token: 'given', expiresIn: 600 }
  expect(text(<Shown with={{ fetchToken: opaque, initial }} />)).toBe('ready given null')
  expect(text(<Shown with={{ endpoint: '/token', initial }} />)).toBe('ready given null')
})

test('a server shows no initial token that has ended', () => {
  const initial = { token: 'given', expiresIn: 600, ageMs: 600_000 }
  expect(text(<Shown with={{ endpoint: '/token', initial }} />)).toBe('idle null null')
})

test('a component without options, manager and provider is told what to do', () => {
  expect(() => renderToString(createElement(Shown))).toThrow(
    /pass options or a manager, or use TokenProvider/,
  )
  expect(() => renderToString(createElement(Shown))).toThrow(TypeError)
})

test('rendering complains of nothing', () => {
  const complained = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const manager = new TokenManager({ fetchToken: opaque })
  const app = (
    <TokenProvider manager={manager} identity="alice">
      <Shown />
      <Shown with={{ endpoint: '/token' }} />
    </TokenProvider>
  )
  renderToString(app)
  expect(complained).not.toHaveBeenCalled()
})
