import { useEffect, useRef, useState, type ReactElement } from 'react'
import type { Desk } from '../desk.ts'
import type { RevokedToken } from '../token/revocation.ts'

export interface RevokedViewProps {
  desk: Desk
  revoked: RevokedToken
}

/** What it means that the token was revoked, and the way on. */
export function RevokedView({ desk, revoked }: RevokedViewProps): ReactElement {
  const [problem, setProblem] = useState<string>()
  const button = useRef<HTMLButtonElement>(null)
  const left = Math.round(revoked.left)

  // The button that revoked it is gone; the keyboard goes on here.
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true })
  }, [])

  async function renew(): Promise<void> {
    const outcome = await desk.renewToken()
    if (!outcome.ok) setProblem(outcome.sentence)
  }

  return (
    <div className="revocation">
      <p role="alert">
        <strong>This token was revoked</strong> with {left} {left === 1 ? 'second' : 'seconds'}{' '}
        left. The server closed your line at once, and ended whatever call was on it.
      </p>
      <p>Your sign-in still stands, so you may have another token.</p>
      <button type="button" className="button primary" ref={button} onClick={() => void renew()}>
        Get a new token
      </button>
      {problem !== undefined && <p className="problem">{problem}</p>}
    </div>
  )
}
