/** As much of it as is called; its types are not installed. */
declare module 'react-dom/client' {
  import type { ReactNode } from 'react'

  export function createRoot(container: Element): {
    render(node: ReactNode): void
    unmount(): void
  }
}
