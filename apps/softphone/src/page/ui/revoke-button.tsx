import { useState, type ReactElement } from 'react'
import type { Desk } from '../desk.ts'

/** Takes the token in use back, also in the middle of a call. */
export function RevokeButton({ desk }: { desk: Desk }): ReactElement {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function revoke(): Promise<void> {
    setBusy(true)
    const outcome = await desk.revokeToken()
    setBusy(false)
    setProblem(outcome.ok ? undefined : outcome.sentence)
  }

  return (
    <>
      <button
        type="button"
        className="link-button danger"
        disabled={isBusy}
        onClick={() => void revoke()}
      >
        Revoke this token
      </button>
      <p className="revoke-problem" role="status">
        {problem}
      </p>
    </>
  )
}
