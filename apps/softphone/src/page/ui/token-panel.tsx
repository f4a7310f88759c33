import type { TokenSnapshot } from '@grantline/core/client'
import { useMemo, type ReactElement } from 'react'
import { SUGGESTED_NAMES } from '../session/name.ts'
import { capabilityWords } from '../token/capability-words.ts'
import type { RevokedToken } from '../token/revocation.ts'
import { statusWords } from '../token/token-words.ts'
import type { Desk } from '../desk.ts'
import { CapabilityRoom } from './capability-room.tsx'
import type { Allowance } from './desk-view.tsx'
import { PeopleLogView } from './people-log-view.tsx'
import { RefusalView } from './refusal-view.tsx'
import { RevokeButton } from './revoke-button.tsx'
import { RevokedView } from './revoked-view.tsx'
import { TimelineView } from './timeline-view.tsx'
import { TokenRing } from './token-ring.tsx'
import { useStore } from './use-store.ts'

export interface TokenPanelProps {
  desk: Desk
  token: TokenSnapshot
  /** The last token, if it was revoked and there is no other one yet. */
  revoked: RevokedToken | undefined
  allowance: Allowance
}

/** The token of this tab: what it allows, how long it lives, and how it is renewed. */
export function TokenPanel(props: TokenPanelProps): ReactElement {
  const { desk, token, revoked, allowance } = props
  const { refusal, presence, call } = useStore(desk.phone)
  const { grant } = token
  const capabilities = useMemo(
    () => (grant?.capabilities ?? []).map((each) => capabilityWords(each)),
    [grant],
  )
  const target = presence?.[0] ?? SUGGESTED_NAMES.find((name) => name !== desk.name) ?? ''

  return (
    <section className="card token" aria-label="Capability token">
      <div className="token-head">
        <TokenRing key={token.token} expiresAt={token.expiresAt} />
        <div>
          <h2>Your token</h2>
          {revoked === undefined ? (
            <p className={`token-status ${token.status}`}>{statusWords(token.status)}</p>
          ) : (
            <p className="token-status revoked">Revoked</p>
          )}
          <p className="quiet">{endWords(token, revoked)}</p>
          {token.token !== null && <RevokeButton desk={desk} />}
        </div>
      </div>
      {revoked !== undefined && <RevokedView desk={desk} revoked={revoked} />}

      <h3>What it allows</h3>
      <CapabilityRoom
        capabilities={capabilities}
        mayDial={allowance.mayDial}
        isTaken={revoked !== undefined}
      />

      <h3>What happened</h3>
      <TimelineView timeline={desk.timeline} />
      <PeopleLogView people={desk.people} />

      {allowance.mayDial === false && (
        <div className="bypass">
          <p>
            The page switched its call buttons off by reading this token. The server does not rely
            on that:
          </p>
          <button
            type="button"
            className="button"
            disabled={call.phase !== 'idle'}
            onClick={() => void desk.phone.dial(target)}
          >
            Try to call {target} anyway
          </button>
        </div>
      )}
      <RefusalView refusal={refusal} />
    </section>
  )
}

function endWords({ token }: TokenSnapshot, revoked: RevokedToken | undefined): string {
  if (revoked !== undefined) return `Ended in …${revoked.end}`
  return token === null ? 'No token' : `Ends in …${token.slice(-4)}`
}
