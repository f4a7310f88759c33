import { useCapabilityToken } from '@grantline/react-hook'
import type { ReactElement } from 'react'
import {
  APPLICATION_SID,
  clientOutgoing,
  clientPresence,
  eventStream,
  PRESENCE_EVENTS,
} from '../../shared/capabilities.ts'
import type { Desk } from '../desk.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { LinkStatus } from './link-status.tsx'
import { PhoneCard } from './phone-card.tsx'
import { TokenPanel } from './token-panel.tsx'
import { useStore } from './use-store.ts'

/** What the token in use lets this name do; `undefined` while there is no token to ask. */
export interface Allowance {
  /** The token was revoked; there is no other one yet. */
  readonly isRevoked: boolean
  readonly mayDial: boolean | undefined
  readonly isInvisible: boolean
  readonly hearsPeople: boolean | undefined
}

/** The phone of one name, and beside it the token that says what it may do. */
export function DeskView({ desk, onSignOut }: { desk: Desk; onSignOut: () => void }): ReactElement {
  const { can, ...token } = useCapabilityToken(desk.manager)
  const hasGrant = token.grant !== null
  const revoked = useStore(desk.revoked)
  const allowance: Allowance = {
    isRevoked: revoked !== undefined,
    mayDial: hasGrant ? can(clientOutgoing, { appSid: APPLICATION_SID }) : undefined,
    isInvisible: hasGrant && can(clientPresence, { enabled: 'False' }),
    hearsPeople: hasGrant ? can(eventStream, { path: PRESENCE_EVENTS }) : undefined,
  }

  return (
    <div className="desk">
      <header className="bar">
        <h1>
          <Icon name="logo" /> <span>Softphone</span>
        </h1>
        <LinkStatus signalling={desk.signalling} />
        <p className="me">
          <Avatar name={desk.name} />
          <strong>{desk.name}</strong>
          {allowance.mayDial === false && <span className="badge">Listen only</span>}
          {allowance.isInvisible && <span className="badge">Invisible</span>}
        </p>
        <button type="button" className="button quiet-button" onClick={onSignOut}>
          Sign out
        </button>
      </header>
      <main className="columns">
        <PhoneCard desk={desk} allowance={allowance} />
        <TokenPanel desk={desk} token={token} revoked={revoked} allowance={allowance} />
      </main>
    </div>
  )
}
