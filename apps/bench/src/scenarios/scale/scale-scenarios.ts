import type { Scenario } from '../../scenario.ts'
import { grantCacheScale } from './grant-cache.ts'
import { keySetScale } from './key-set.ts'
import { revocationFileScale } from './revocation-file.ts'
import { revocationScale } from './revocation.ts'
import { socketsScale } from './sockets.ts'
import { watchedGrantsScale } from './watched-grants.ts'

/**
 * What grows: each measured in a process of its own.
 *
 * @param worker - the file these processes run
 */
export function scaleScenarios(worker?: string): readonly Scenario[] {
  return [
    revocationScale(worker),
    revocationFileScale(worker),
    grantCacheScale(worker),
    keySetScale(worker),
    watchedGrantsScale(worker),
    socketsScale(worker),
  ]
}
