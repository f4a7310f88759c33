import { Component, Suspense, type ReactElement, type ReactNode } from 'react'

interface State {
  readonly error: { readonly code?: string; readonly message: string } | null
}

/** Shows `failed: <code>` for what is thrown inside, and tries again when its button is pressed. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: State['error']): State {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <button type="button" onClick={() => this.setState({ error: null })}>
        {`failed: ${error.code ?? error.message}`}
      </button>
    )
  }
}

/** Both boundaries that a component which waits for its token needs. */
export function Boundaries({ children }: { children: ReactNode }): ReactElement {
  return (
    <ErrorBoundary>
      <Suspense fallback="waiting">{children}</Suspense>
    </ErrorBoundary>
  )
}
