import { useEffect, useRef, type ReactElement } from 'react'
import { callWords, endWords } from '../call/words.ts'
import type { Desk } from '../desk.ts'
import { CallPanel } from './call-panel.tsx'
import type { Allowance } from './desk-view.tsx'
import { IncomingDialog } from './incoming-dialog.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { RemoteAudio } from './remote-audio.tsx'
import { useRingTone } from './use-ring-tone.ts'
import { useStore } from './use-store.ts'

/** The phone itself: who is here, or the call that is on. */
export function PhoneCard({ desk, allowance }: { desk: Desk; allowance: Allowance }): ReactElement {
  const { phone } = desk
  const snapshot = useStore(phone)
  const { call } = snapshot
  const card = useRef<HTMLElement>(null)
  const words = callWords(call)

  useRingTone(call.phase)
  useEffect(() => {
    document.title = words === '' ? `${desk.name} · Softphone` : `${words} · Softphone`
  }, [words, desk.name])

  // What had the focus is gone with the call; the keyboard goes on from the top of the card.
  const isCalling = call.phase !== 'idle' && call.phase !== 'incoming'
  const wasCalling = useRef(false)
  useEffect(() => {
    if (wasCalling.current && !isCalling) card.current?.focus({ preventScroll: true })
    wasCalling.current = isCalling
  }, [isCalling])

  return (
    <section className="card phone" aria-label="Phone" tabIndex={-1} ref={card}>
      {/* Before the call: a dialog that closes gives the focus back, and then the call takes it. */}
      <IncomingDialog
        call={call.phase === 'incoming' ? call.call : undefined}
        onAccept={() => phone.accept()}
        onDecline={() => phone.hangUp()}
      />
      {isCalling ? (
        <CallPanel phone={phone} snapshot={snapshot} />
      ) : (
        <PeoplePanel desk={desk} snapshot={snapshot} allowance={allowance} />
      )}
      <RemoteAudio stream={snapshot.remote} />
      <p className="only-heard" role="status">
        {words !== '' || call.phase !== 'idle' || call.last === undefined
          ? words
          : endWords(call.last)}
      </p>
    </section>
  )
}
