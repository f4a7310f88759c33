import { version } from 'react'
import { expect, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The React of a project that is not for the newest. */
    react?: string
  }
}

/** Checks that everything of React that runs here is of the version that this run is for. */
export function expectProvidedReact(versionOfDom: string): void {
  expect(versionOfDom).toBe(version)
  const provided = inject('react')
  if (provided === undefined) expect(version).toMatch(/^19\./)
  else expect(version).toBe(provided)
}
