import type { ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect } from 'vitest'

const mounted: { root: Root; container: HTMLElement }[] = []
const recovered: unknown[] = []

afterEach(() => {
  for (const { root, container } of mounted.splice(0)) {
    root.unmount()
    container.remove()
  }
  // What React could repair by rendering again is a fault all the same.
  expect(recovered.splice(0)).toEqual([])
})

/** Renders into the page, as an app does: nothing is flushed by hand. */
export function mount(node: ReactNode): {
  container: HTMLElement
  render: (next: ReactNode) => void
  unmount: () => void
} {
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container, {
    onRecoverableError: (error) => void recovered.push((error as Error).cause ?? error),
  })
  mounted.push({ root, container })
  root.render(node)
  return { container, render: (next) => root.render(next), unmount: () => root.unmount() }
}

/** Lets the page paint, and everything with it that was about to happen. */
export async function paint(): Promise<void> {
  await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
}

/** The `jti` of a token, which names whose it is and the number of its request. */
export function idOf(token: string | null): string | null {
  if (token === null) return null
  const payload = String(token.split('.')[1]).replaceAll('-', '+').replaceAll('_', '/')
  const claims: { jti: string } = JSON.parse(atob(payload))
  return claims.jti
}
