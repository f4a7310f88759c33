import type { ReactElement } from 'react'
import type { RefreshLog } from '../token/refresh-log.ts'
import { timeText } from '../token/token-life.ts'
import { outcomeWords, reasonWords } from '../token/token-words.ts'
import { useStore } from './use-store.ts'

/** The last fetches of the token, newest first. */
export function RefreshList({ refreshes }: { refreshes: RefreshLog }): ReactElement {
  const list = useStore(refreshes)
  return (
    <ol className="refreshes">
      {list.map((refresh) => (
        <li key={refresh.id} className={refresh.life === undefined ? 'failed' : ''}>
          <time className="clock" dateTime={new Date(refresh.at).toISOString()}>
            {timeText(refresh.at)}
          </time>
          <span>{reasonWords(refresh.reason)}</span>
          <span className="quiet">{outcomeWords(refresh)}</span>
        </li>
      ))}
    </ol>
  )
}
