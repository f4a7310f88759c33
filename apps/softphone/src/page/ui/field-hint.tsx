import type { ReactElement } from 'react'

export interface FieldHintProps {
  id: string
  hint: string
  problem: string | undefined
}

/** The line under a field: what may stand in it, or what is wrong with what does. */
export function FieldHint({ id, hint, problem }: FieldHintProps): ReactElement {
  return (
    <p
      id={id}
      className={problem === undefined ? 'field-hint' : 'field-hint problem'}
      aria-live="polite"
    >
      {problem ?? hint}
    </p>
  )
}
