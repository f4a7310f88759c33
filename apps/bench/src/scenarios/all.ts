import type { Scenario } from '../scenario.ts'
import { allows } from './enforcement/allows.ts'
import { clientHerd } from './client/herd.ts'
import { clientOutage, clientOutageOfALife } from './client/outage.ts'
import { clientSize } from './client/size.ts'
import { clientTabs } from './client/tabs.ts'
import { garbage } from './tokens/garbage.ts'
import { httpGuards, httpLoads } from './http/guard.ts'
import { httpRestart, httpRotation } from './http/survive.ts'
import { httpTokens } from './http/token.ts'
import { linear, linearDefaults } from './tokens/linear.ts'
import { mintFresh, mintHeld } from './tokens/mint.ts'
import { readScopes } from './enforcement/parse-scopes.ts'
import { verifyAsymmetric } from './tokens/verify-asymmetric.ts'
import { verifyCached } from './tokens/verify-cached.ts'
import { verifyDistinct, verifyOne } from './tokens/verify.ts'

/** What runs in one process, in the order of a run. */
export const SCENARIOS: readonly Scenario[] = [
  mintHeld,
  mintFresh,
  verifyOne,
  verifyDistinct,
  verifyCached,
  ...verifyAsymmetric,
  allows,
  readScopes,
  garbage,
  linear,
  linearDefaults,
]

/** What runs servers in processes of their own and takes minutes: only if it is asked for by name. */
export const HTTP_SCENARIOS: readonly Scenario[] = [
  ...httpGuards,
  ...httpLoads,
  ...httpTokens,
  httpRotation,
  httpRestart,
]

/** What passes hours of virtual time for thousands of clients: only if it is asked for by name. */
export const CLIENT_SCENARIOS: readonly Scenario[] = [
  clientHerd,
  clientOutage,
  clientOutageOfALife,
  clientTabs,
  clientSize,
]
