import type { ReactElement } from 'react'
import type { Timeline } from '../token/timeline.ts'
import { timeText } from '../token/token-life.ts'
import { useStore } from './use-store.ts'

/** What happened to the token, newest first. */
export function TimelineView({ timeline }: { timeline: Timeline }): ReactElement {
  const lines = useStore(timeline)
  return (
    // What is new is read out, and what is routine is not. It scrolls, so the keyboard must reach it.
    <ol
      className="timeline"
      aria-label="What happened"
      aria-live="polite"
      aria-relevant="additions"
      tabIndex={0}
    >
      {lines.map(({ id, at, what, why, tone }) => (
        <li key={id} className={tone} {...(tone === 'routine' && { 'aria-live': 'off' })}>
          <time className="clock" dateTime={new Date(at).toISOString()}>
            {timeText(at)}
          </time>
          <div>
            <p>{what}</p>
            <p className="quiet">{why}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}
