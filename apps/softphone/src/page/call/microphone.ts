/** The microphone, or why there is none. */
export type Microphone =
  | { readonly ok: true; readonly track: MediaStreamTrack }
  | { readonly ok: false; readonly sentence: string }

/** Asks for the microphone; never rejects. */
export async function openMicrophone(): Promise<Microphone> {
  // Absent on a page that came over plain http from another machine.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) {
    return { ok: false, sentence: microphoneWords('insecure') }
  }
  try {
    const audio = { echoCancellation: true, noiseSuppression: true }
    const stream = await devices.getUserMedia({ audio })
    const [track] = stream.getAudioTracks()
    return track === undefined
      ? { ok: false, sentence: microphoneWords('NotFoundError') }
      : { ok: true, track }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    return { ok: false, sentence: microphoneWords(name) }
  }
}

/** Switches off what {@link openMicrophone} gave, or is still to give. */
export async function closeMicrophone(opened: Promise<Microphone>): Promise<void> {
  const microphone = await opened
  if (microphone.ok) microphone.track.stop()
}

/** One sentence for the name of a `getUserMedia` error. */
export function microphoneWords(name: string): string {
  switch (name) {
    case 'insecure':
      return 'This page may not use a microphone: open it through localhost or https. You can still listen.'
    case 'NotAllowedError':
    case 'SecurityError':
      return 'The microphone is blocked: allow it in the address bar, then call again. You can still listen.'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No microphone was found. You can still listen.'
    case 'NotReadableError':
      return 'Another program uses the microphone. You can still listen.'
    default:
      return 'The microphone could not be opened. You can still listen.'
  }
}
