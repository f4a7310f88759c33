import type { ReactElement } from 'react'
import { otherName, secondTabAddress } from '../session/name.ts'
import { Icon } from './icon.tsx'

export interface AloneHintProps {
  me: string
  mayDial: boolean
}

/** What a newcomer does next: bring somebody to call. */
export function AloneHint({ me, mayDial }: AloneHintProps): ReactElement {
  return (
    <div className="alone">
      <p>
        <strong>Nobody else is here yet.</strong> Open this page in a second tab, sign in there as{' '}
        {otherName(me)}, and {mayDial ? 'call each other' : 'call from there'}.
      </p>
      {/* Without an opener the new tab starts with a session storage, and so a name, of its own. */}
      <a className="button primary" href={secondTabAddress(me)} target="_blank" rel="noopener">
        <Icon name="tab" /> Open a second tab
      </a>
    </div>
  )
}
