import { useId, useState, type FormEvent, type ReactElement } from 'react'
import type { PhoneSnapshot } from '../call/phone.ts'
import { endWords } from '../call/words.ts'
import type { Desk } from '../desk.ts'
import { nameProblem } from '../session/name.ts'
import { untoldWords } from '../token/token-words.ts'
import { AloneHint } from './alone-hint.tsx'
import { Avatar } from './avatar.tsx'
import type { Allowance } from './desk-view.tsx'
import { FieldHint } from './field-hint.tsx'
import { Icon } from './icon.tsx'
import { useStore } from './use-store.ts'

export interface PeoplePanelProps {
  desk: Desk
  snapshot: PhoneSnapshot
  allowance: Allowance
}

/** Who is here and can be called, and a field for those who are not shown. */
export function PeoplePanel({ desk, snapshot, allowance }: PeoplePanelProps): ReactElement {
  const link = useStore(desk.signalling)
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const { call, presence } = snapshot
  const last = call.phase === 'idle' ? call.last : undefined
  const isBlocked = allowance.mayDial !== true || link.state !== 'connected'

  function dial(to: string): void {
    setProblem(undefined)
    void desk.phone.dial(to)
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    const to = name.trim()
    const wrong = to === desk.name ? 'This is you. Enter another name.' : nameProblem(to)
    if (wrong !== undefined) return setProblem(wrong)
    setName('')
    dial(to)
    return undefined
  }

  return (
    <>
      <h2>People here</h2>
      {allowance.mayDial === false && (
        <p className="note">
          You listen only: your token has no capability to place calls. Others can call you.
        </p>
      )}
      <div className="people">
        <People
          presence={presence}
          me={desk.name}
          untold={untoldWords(allowance)}
          mayDial={allowance.mayDial !== false}
          isBlocked={isBlocked}
          onCall={dial}
        />
      </div>

      <p className="last-call">{last === undefined ? '' : endWords(last)}</p>

      <form className="dial" onSubmit={submit} noValidate>
        <label htmlFor={`${id}-to`}>Call a name that is not shown</label>
        <div className="field">
          <input
            id={`${id}-to`}
            name="to"
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            placeholder="Name"
            disabled={allowance.mayDial === false}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-hint`}
          />
          <button type="submit" className="button" disabled={isBlocked}>
            <Icon name="call" /> Call
          </button>
        </div>
        <FieldHint
          id={`${id}-hint`}
          problem={problem}
          hint="Reaches people who are invisible, too."
        />
      </form>
    </>
  )
}

interface PeopleProps {
  presence: readonly string[] | undefined
  me: string
  /** Why the token keeps the list away. */
  untold: string | undefined
  mayDial: boolean
  isBlocked: boolean
  onCall: (name: string) => void
}

function People(props: PeopleProps): ReactElement {
  const { presence, me, untold, mayDial, isBlocked, onCall } = props
  if (untold !== undefined) return <p className="empty">{untold}</p>
  if (presence === undefined) return <p className="empty">Looking around…</p>
  if (presence.length === 0) return <AloneHint me={me} mayDial={mayDial} />
  return (
    <ul>
      {presence.map((name) => (
        <li key={name}>
          <Avatar name={name} />
          <span className="name">{name}</span>
          <button
            type="button"
            className="button primary"
            aria-label={`Call ${name}`}
            disabled={isBlocked}
            onClick={() => onCall(name)}
          >
            <Icon name="call" /> Call
          </button>
        </li>
      ))}
    </ul>
  )
}
