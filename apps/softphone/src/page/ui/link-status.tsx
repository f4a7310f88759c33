import type { ReactElement } from 'react'
import type { Link, Signalling } from '../signal/signalling.ts'
import { useStore } from './use-store.ts'

/** One calm line: how the page stands with the server. */
export function LinkStatus({ signalling }: { signalling: Signalling }): ReactElement {
  const link = useStore(signalling)
  return (
    <div className={`link-status ${link.state}`}>
      <p role="status">
        <span className="dot" aria-hidden="true" />
        {linkWords(link)}
      </p>
      {link.state === 'offline' && (
        <button type="button" className="link-button" onClick={() => signalling.tryNow()}>
          Try now
        </button>
      )}
    </div>
  )
}

function linkWords(link: Link): string {
  switch (link.state) {
    case 'connecting':
      return 'Connecting…'
    case 'connected':
      return 'Connected'
    case 'offline':
      return 'The server is away. Retrying…'
    case 'revoked':
      return 'Closed: the token was revoked'
    case 'refused':
      break
  }
  const needed = link.required === undefined ? '' : ` Needed: ${link.required}`
  return `Refused: ${link.title}${needed}`
}
