import type { Scenario } from '../scenario.ts'
import { allows } from './allows.ts'
import { garbage } from './garbage.ts'
import { linear, linearDefaults } from './linear.ts'
import { mintFresh, mintHeld } from './mint.ts'
import { readScopes } from './parse-scopes.ts'
import { verifyAsymmetric } from './verify-asymmetric.ts'
import { verifyCached } from './verify-cached.ts'
import { verifyDistinct, verifyOne } from './verify.ts'

/** Every scenario, in the order of a run. */
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
