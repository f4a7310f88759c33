import type { ReactElement } from 'react'
import type { CapabilityWords } from '../token/capability-words.ts'
import { Icon } from './icon.tsx'
import { ParamRows } from './signed-params.tsx'

export interface CapabilityListProps {
  capabilities: readonly CapabilityWords[]
  /** Whether calls may be placed; `undefined` while no token is there. */
  mayDial: boolean | undefined
}

/** One line for each capability, and one for the great absence. */
export function CapabilityList({ capabilities, mayDial }: CapabilityListProps): ReactElement {
  if (capabilities.length === 0) return <p className="empty">Nothing while there is no token.</p>
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
