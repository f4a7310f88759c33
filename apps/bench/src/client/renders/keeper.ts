import type { ReactElement } from 'react'

/** What a token endpoint answers. */
export interface Answer {
  readonly token: string
  /** Seconds. */
  readonly expiresIn: number
}

/** What the component of a keeper is given. */
export interface KeeperProps {
  /** Asks the endpoint. */
  readonly fetchToken: () => Promise<Answer>
  /** Told in every render which token is shown. */
  readonly onRender: (token: string | null) => void
}

/** A way to keep a token in a component. */
export interface Keeper {
  readonly name: string
  readonly note?: string
  /** The application: one component that shows the token, whether it waits, and the error. */
  readonly App: (props: KeeperProps) => ReactElement | null
}

/** Seconds from one refresh to the next, for those that are told. */
export const EVERY = 300
