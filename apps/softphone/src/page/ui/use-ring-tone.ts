import { useEffect } from 'react'
import type { CallState } from '../call/call-state.ts'
import { startRingTone } from '../call/ring-tone.ts'

/** Rings for as long as a call waits for an answer, here or on the other side. */
export function useRingTone(phase: CallState['phase']): void {
  useEffect(() => {
    if (phase === 'incoming') return startRingTone('incoming')
    if (phase === 'ringing') return startRingTone('outgoing')
    return undefined
  }, [phase])
}
