import { useState, type ReactElement } from 'react'
import type { CapabilityWords } from '../token/capability-words.ts'
import { Icon } from './icon.tsx'
import { ParamRows } from './signed-params.tsx'

interface CapabilityListProps {
  capabilities: readonly CapabilityWords[]
  /** Whether calls may be placed; `undefined` while no token is there. */
  mayDial: boolean | undefined
}

export interface CapabilityRoomProps extends CapabilityListProps {
  /** Whether something else takes the room while there is no token. */
  isTaken: boolean
}

/** What a token allows; without one, room for what the last one did, so that nothing below moves. */
export function CapabilityRoom({ isTaken, ...props }: CapabilityRoomProps): ReactElement {
  const [last, setLast] = useState(props)
  const isGone = props.capabilities.length === 0
  if (!isGone && last.capabilities !== props.capabilities) setLast(props)

  return (
    <div className={`capability-room ${isGone ? 'gone' : ''}`}>
      {isGone && <p className="empty">Nothing while there is no token.</p>}
      {!(isGone && isTaken) && <CapabilityList {...(isGone ? last : props)} />}
    </div>
  )
}

/** One line for each capability, and one for the great absence. */
function CapabilityList({ capabilities, mayDial }: CapabilityListProps): ReactElement {
  return (
    <ul className="capabilities">
      {capabilities.map(({ sentence, signed, limits }) => (
        <li key={sentence} className={limits ? 'denied' : 'allowed'}>
          <Icon name={limits ? 'denied' : 'allowed'} />
          <div>
            {sentence}
            {Object.keys(signed).length > 0 && (
              <div className="signed-form">
                <p className="quiet">with these signed parameters:</p>
                <dl>
                  <ParamRows params={signed} />
                </dl>
              </div>
            )}
          </div>
        </li>
      ))}
      {mayDial === false && (
        <li className="denied">
          <Icon name="denied" />
          <div>Not allowed: place calls</div>
        </li>
      )}
    </ul>
  )
}
