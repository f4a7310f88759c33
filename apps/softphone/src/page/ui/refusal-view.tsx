import type { ReactElement } from 'react'
import type { Refusal } from '../call/phone.ts'
import { timeText } from '../token/token-life.ts'

/** What the server said when it refused this token something, exactly as it answered. */
export function RefusalView({ refusal }: { refusal: Refusal | undefined }): ReactElement {
  return (
    <div className="refusal" role="status">
      {refusal !== undefined && (
        <>
          <h3>
            The server refused <time className="clock">{timeText(refusal.at)}</time>
          </h3>
          <dl>
            <dt>Status</dt>
            <dd>
              {refusal.problem.status} {refusal.problem.title}
            </dd>
            <dt>Code</dt>
            <dd>{refusal.problem.code}</dd>
            {refusal.problem.detail !== undefined && (
              <>
                <dt>Detail</dt>
                <dd>{refusal.problem.detail}</dd>
              </>
            )}
            {refusal.problem.required !== undefined && (
              <>
                <dt>Required</dt>
                <dd>{refusal.problem.required}</dd>
              </>
            )}
          </dl>
        </>
      )}
    </div>
  )
}
