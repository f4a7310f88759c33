import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react'
import type { CallState } from '../call/call-state.ts'
import { clockText } from '../call/clock-text.ts'
import type { Phone, PhoneSnapshot } from '../call/phone.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { LevelMeters } from './level-meters.tsx'
import { SignedParams } from './signed-params.tsx'
import { useNow } from './use-now.ts'

/** A call that this side placed or took: with whom, how it stands, and the ways out of it. */
export function CallPanel({
  phone,
  snapshot,
}: {
  phone: Phone
  snapshot: PhoneSnapshot
}): ReactElement {
  const { call, muted, silence } = snapshot
  const title = useRef<HTMLHeadingElement>(null)
  const isTalking = call.phase === 'talking'
  const name = nameOf(call)

  useEffect(() => {
    title.current?.focus({ preventScroll: true })
  }, [])

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !isTalking) phone.hangUp()
  }

  return (
    <div className="call" onKeyDown={onKeyDown}>
      <div className={isTalking ? 'call-face' : 'call-face ringing'}>
        <Avatar name={name} large />
      </div>
      <h2 ref={title} tabIndex={-1}>
        {name}
      </h2>
      <p className="call-state">
        {isTalking ? <Timer since={call.since} audio={snapshot.audio} /> : ringWords(call)}
      </p>

      <div className="call-more">
        {isTalking && <LevelMeters phone={phone} name={name} muted={muted} />}
        {isTalking && call.direction === 'incoming' && (
          <SignedParams from={name} params={call.params} />
        )}
        {silence !== undefined && <p className="note">{silence}</p>}
      </div>

      <div className="call-buttons">
        {isTalking && (
          <button
            type="button"
            className="button round"
            aria-pressed={muted}
            disabled={silence !== undefined}
            onClick={() => phone.mute(!muted)}
          >
            <Icon name={muted ? 'muted' : 'microphone'} />
            {muted ? 'Muted' : 'Mute'}
          </button>
        )}
        <button type="button" className="button round danger" onClick={() => phone.hangUp()}>
          <Icon name="hang-up" />
          {isTalking ? 'Hang up' : 'Cancel'}
        </button>
      </div>
    </div>
  )
}

function Timer({ since, audio }: { since: number; audio: PhoneSnapshot['audio'] }): ReactElement {
  const now = useNow(250)
  return (
    <>
      <span className="clock" role="timer">
        {clockText(now - since)}
      </span>
      <span className="audio-state">{audioWords(audio)}</span>
    </>
  )
}

function audioWords(audio: PhoneSnapshot['audio']): string {
  if (audio === 'connected') return ''
  return audio === 'connecting' ? 'Connecting the audio…' : 'The audio is interrupted…'
}

function nameOf(call: CallState): string {
  switch (call.phase) {
    case 'dialling':
    case 'ringing':
      return call.to
    case 'talking':
      return call.name
    case 'incoming':
      return call.call.from
    case 'idle':
      break
  }
  return ''
}

function ringWords(call: CallState): string {
  return call.phase === 'dialling' ? 'Calling…' : 'Ringing…'
}
