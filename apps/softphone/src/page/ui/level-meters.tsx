import { useEffect, useRef, type ReactElement, type RefObject } from 'react'
import type { Phone } from '../call/phone.ts'

const EVERY_MS = 120

/** How loud both sides are: drawn straight onto the bars, without a render per beat. */
export function LevelMeters({
  phone,
  name,
  muted,
}: {
  phone: Phone
  name: string
  muted: boolean
}): ReactElement {
  const input = useRef<HTMLSpanElement>(null)
  const output = useRef<HTMLSpanElement>(null)

  useEffect(() => {
    const timer = setInterval(() => {
      void phone.levels().then((levels) => {
        draw(input, levels.input)
        return draw(output, levels.output)
      })
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [phone])

  return (
    <div className="meters" aria-hidden="true">
      <span>{muted ? 'You (muted)' : 'You'}</span>
      <span className="meter">
        <span ref={input} />
      </span>
      <span>{name}</span>
      <span className="meter">
        <span ref={output} />
      </span>
    </div>
  )
}

function draw(bar: RefObject<HTMLSpanElement | null>, level: number): void {
  // Loudness is heard by its root, roughly; a whisper should be seen as well.
  bar.current?.style.setProperty('transform', `scaleX(${Math.sqrt(level).toFixed(3)})`)
}
