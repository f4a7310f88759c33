import { useState, type ReactElement } from 'react'
import { leftText, partLeft, secondsLeft } from '../token/token-life.ts'
import { useNow } from './use-now.ts'

const RADIUS = 34
const LENGTH = 2 * Math.PI * RADIUS

/** What is left of one token, as a ring that empties; another token is another ring. */
export function TokenRing({ expiresAt }: { expiresAt: number | null }): ReactElement {
  const now = useNow(200)
  const [life] = useState(() => secondsLeft(expiresAt, Date.now()))
  const left = secondsLeft(expiresAt, now)
  const label = expiresAt === null ? 'No token' : `${Math.ceil(left)} seconds left`

  return (
    <div className="ring" role="img" aria-label={label}>
      <svg viewBox="0 0 80 80" aria-hidden="true">
        <circle className="ring-back" cx="40" cy="40" r={RADIUS} />
        <circle
          className="ring-front"
          cx="40"
          cy="40"
          r={RADIUS}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - partLeft(left, life))}
        />
      </svg>
      <span className="ring-text" aria-hidden="true">
        <span className="clock">{expiresAt === null ? '–' : leftText(left)}</span>
        {expiresAt !== null && <span className="ring-unit">{left < 100 ? 'seconds' : 'left'}</span>}
      </span>
    </div>
  )
}
