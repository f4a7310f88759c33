const TONES = {
  /** Two soft notes: somebody wants to talk. */
  incoming: { notes: [659.3, 830.6], everyMs: 2_400, volume: 0.1 },
  /** One low note: it rings over there. */
  outgoing: { notes: [440], everyMs: 3_600, volume: 0.03 },
} as const

const NOTE_SECONDS = 0.7
const GAP_SECONDS = 0.22

/**
 * Rings until the returned function is called. Silent in a page that nobody has touched yet: there
 * the browser allows no sound.
 */
export function startRingTone(kind: keyof typeof TONES): (() => void) | undefined {
  if (!navigator.userActivation.hasBeenActive) return undefined
  const context = new AudioContext()
  const { notes, everyMs, volume } = TONES[kind]
  const ring = (): void => {
    notes.forEach((pitch, index) => playNote(context, pitch, volume, index * GAP_SECONDS))
  }
  ring()
  const timer = setInterval(ring, everyMs)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

function playNote(context: AudioContext, pitch: number, volume: number, delay: number): void {
  const start = context.currentTime + delay
  const loudness = context.createGain()
  loudness.gain.setValueAtTime(0, start)
  loudness.gain.linearRampToValueAtTime(volume, start + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS)
  const note = context.createOscillator()
  note.type = 'sine'
  note.frequency.value = pitch
  note.connect(loudness).connect(context.destination)
  note.start(start)
  note.stop(start + NOTE_SECONDS)
}
