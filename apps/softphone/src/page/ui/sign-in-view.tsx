import { useEffect, useId, useState, type FormEvent, type ReactElement } from 'react'
import type { SignInRequest } from '../../shared/protocol.ts'
import { nameProblem, SUGGESTED_NAMES, suggestedName } from '../session/name.ts'
import type { Outcome } from '../session/sign-in.ts'
import { Avatar } from './avatar.tsx'
import { FieldHint } from './field-hint.tsx'
import { Icon } from './icon.tsx'
import { OptionBox } from './option-box.tsx'

export interface SignInViewProps {
  /** Why nobody is signed in any more. */
  notice: string | undefined
  onSignIn: (request: SignInRequest) => Promise<Outcome>
}

/** The first thing that is seen: choose a name, and perhaps limits for it. */
export function SignInView({ notice, onSignIn }: SignInViewProps): ReactElement {
  const [suggested] = useState(() => suggestedName(location.search))
  const [name, setName] = useState('')
  const [listenOnly, setListenOnly] = useState(false)
  const [invisible, setInvisible] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const hintId = useId()
  const names = namesToOffer(suggested)

  useEffect(() => {
    document.title = 'Softphone'
  }, [])

  async function enter(chosen: string): Promise<void> {
    if (isBusy) return
    const wrong = nameProblem(chosen)
    setProblem(wrong)
    if (wrong !== undefined) return
    setBusy(true)
    const outcome = await onSignIn({ name: chosen, listenOnly, invisible })
    setBusy(false)
    if (!outcome.ok) setProblem(outcome.sentence)
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    void enter(name.trim())
  }

  return (
    <main className="sign-in">
      <div className="sign-in-head">
        <Icon name="logo" />
        <h1>Softphone</h1>
        <p>Two browser tabs call each other. What each may do is in its capability token.</p>
      </div>

      <div className="card sign-in-card">
        {notice !== undefined && (
          <p className="note" role="status">
            {notice}
          </p>
        )}
        <h2>Who are you?</h2>
        <div className="names">
          {names.map((each, index) => (
            <button
              key={each}
              type="button"
              className={`name-button ${suggested !== undefined && index === 0 ? 'suggested' : ''}`}
              disabled={isBusy}
              onClick={() => void enter(each)}
            >
              <Avatar name={each} />
              <span>
                <span className="quiet">Sign in as</span> {each}
              </span>
            </button>
          ))}
        </div>

        <form className="other-name" onSubmit={submit} noValidate>
          <label htmlFor="name">or under another name</label>
          <div className="field">
            <input
              id="name"
              name="name"
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              autoCapitalize="words"
              spellCheck={false}
              maxLength={40}
              placeholder="For example Carol"
              aria-invalid={problem !== undefined}
              aria-describedby={hintId}
            />
            <button type="submit" className="button" disabled={isBusy}>
              Sign in
            </button>
          </div>
          <FieldHint id={hintId} problem={problem} hint="Letters, digits and _, without spaces." />
        </form>

        <fieldset className="options">
          <legend>With limits, if you like</legend>
          <OptionBox
            label="Listen only"
            detail="Others can call you; you cannot call them."
            checked={listenOnly}
            onChange={setListenOnly}
          />
          <OptionBox
            label="Invisible"
            detail="You are not shown to others, and not told who is here."
            checked={invisible}
            onChange={setInvisible}
          />
        </fieldset>
      </div>
    </main>
  )
}

/** A tab that was opened beside another one offers its own name first. */
function namesToOffer(suggested: string | undefined): readonly string[] {
  if (suggested === undefined) return SUGGESTED_NAMES
  return [suggested, ...SUGGESTED_NAMES.filter((name) => name !== suggested)].slice(0, 2)
}
