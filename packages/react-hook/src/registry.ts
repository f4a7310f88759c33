import type { TokenManager } from '@grantline/core/client'

/** A share in a manager that somebody else may share. */
export interface Lease<Meta> {
  readonly manager: TokenManager<Meta>
  /** Gives the share back; the manager ends with the last one. */
  readonly release: () => void
}

/** Managers by key, each living as long as somebody holds a share in it. */
export interface Registry<Meta> {
  /** The manager of a key, if there is one now. */
  readonly peek: (key: string) => TokenManager<Meta> | undefined
  /** Takes a share in the manager of a key; the first one makes it. */
  readonly lease: (key: string, make: () => TokenManager<Meta>) => Lease<Meta>
}

/** Makes an empty registry. */
export function createRegistry<Meta>(): Registry<Meta> {
  const entries = new Map<string, { manager: TokenManager<Meta>; shares: number }>()

  const lease: Registry<Meta>['lease'] = (key, make) => {
    const entry = entries.get(key) ?? { manager: make(), shares: 0 }
    entries.set(key, entry)
    entry.shares += 1
    const endIfLeft = (): void => {
      if (entry.shares > 0 || entries.get(key) !== entry) return
      entries.delete(key)
      entry.manager.dispose()
    }
    const release = (): void => {
      entry.shares -= 1
      // Strict mode, and a screen that makes room for another, come back in the same moment.
      setTimeout(endIfLeft, 0)
    }
    return { manager: entry.manager, release }
  }

  return { peek: (key) => entries.get(key)?.manager, lease }
}
