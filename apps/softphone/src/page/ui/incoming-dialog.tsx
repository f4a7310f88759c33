import { useEffect, useRef, type ReactElement } from 'react'
import type { IncomingCall } from '../../shared/protocol.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { SignedParams } from './signed-params.tsx'

export interface IncomingDialogProps {
  call: IncomingCall | undefined
  onAccept: () => void
  onDecline: () => void
}

/** Somebody calls: who, what was signed about them, and the two answers. Escape declines. */
export function IncomingDialog({ call, onAccept, onDecline }: IncomingDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const accept = useRef<HTMLButtonElement>(null)
  const isOpen = call !== undefined

  useEffect(() => {
    if (!isOpen) return dialog.current?.close()
    dialog.current?.showModal()
    accept.current?.focus()
    return undefined
  }, [isOpen])

  return (
    <dialog
      ref={dialog}
      className="incoming"
      role="alertdialog"
      aria-labelledby="incoming-title"
      aria-describedby="incoming-signed"
      onCancel={(event) => {
        event.preventDefault()
        onDecline()
      }}
    >
      {call !== undefined && (
        <>
          <div className="call-face ringing">
            <Avatar name={call.from} large />
          </div>
          <h2 id="incoming-title">{call.from} is calling</h2>
          <div id="incoming-signed">
            <SignedParams from={call.from} params={call.params} />
          </div>
          <div className="call-buttons">
            <button type="button" className="button round danger" onClick={onDecline}>
              <Icon name="hang-up" /> Decline
            </button>
            <button type="button" className="button round primary" ref={accept} onClick={onAccept}>
              <Icon name="call" /> Accept
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}
