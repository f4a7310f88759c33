import { useEffect, type ReactElement } from 'react'
import type { PeopleLog } from '../events/people-log.ts'
import { timeText } from '../token/token-life.ts'
import { useStore } from './use-store.ts'

/** Who comes and goes, streamed only while somebody looks. */
export function PeopleLogView({ people }: { people: PeopleLog }): ReactElement {
  const { words, lines } = useStore(people)
  useEffect(() => () => people.close(), [people])

  return (
    <details
      className="people-log"
      aria-label="Who comes and goes"
      onToggle={(event) => (event.currentTarget.open ? people.open() : people.close())}
    >
      <summary>Who comes and goes</summary>
      <p className="quiet" role="status">
        {words}
      </p>
      <ol className="log">
        {lines.map(({ id, at, text }) => (
          <li key={id}>
            <time className="clock" dateTime={new Date(at).toISOString()}>
              {timeText(at)}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}
