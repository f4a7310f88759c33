import { useEffect, useRef, type ReactElement } from 'react'

/** Plays the other side. */
export function RemoteAudio({ stream }: { stream: MediaStream | undefined }): ReactElement {
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    if (audio.current !== null) audio.current.srcObject = stream ?? null
  }, [stream])
  return <audio ref={audio} autoPlay />
}
