import type { ReactElement } from 'react'

/** A name's first letter in a circle; the name itself stands beside it. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }): ReactElement {
  return (
    <span className={large ? 'avatar large' : 'avatar'} aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  )
}
