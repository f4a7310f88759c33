import type { Scenario } from '../scenario.ts'
import { allows } from './enforcement/allows.ts'
import { allowsPeers } from './enforcement/allows-peers.ts'
import { explain } from './enforcement/explain.ts'
import { narrowing } from './enforcement/narrows.ts'
import { parsePeers } from './enforcement/parse-peers.ts'
import { clientHerd } from './client/herd.ts'
import { clientOutage, clientOutageOfALife } from './client/outage.ts'
import { clientRenders } from './client/renders.ts'
import { clientSize } from './client/size.ts'
import { clientTabs } from './client/tabs.ts'
import { verdicts } from './correctness/verdicts.ts'
import { garbage } from './tokens/garbage.ts'
import { httpGuards } from './http/guard.ts'
import { httpLoads } from './http/load.ts'
import { httpRestart, httpRotation } from './http/survive.ts'
import { httpTokens } from './http/token.ts'
import { linear, linearDefaults } from './tokens/linear.ts'
import { mintAsymmetric, mintFresh, mintHeld } from './tokens/mint.ts'
import { mintByScopes, mintBySize, verifyByScopes, verifyBySize } from './tokens/growth.ts'
import { mintSteps, verifySteps } from './tokens/steps.ts'
import { profileMint, profileVerify } from './tokens/profile.ts'
import { readScopes } from './enforcement/parse-scopes.ts'
import { scaleScenarios } from './scale/scale-scenarios.ts'
import { startBundles } from './start/bundles.ts'
import { startCold } from './start/cold.ts'
import { installSizes } from './start/install.ts'
import { startIsolate } from './start/isolate.ts'
import { verifyAsymmetric } from './tokens/verify-asymmetric.ts'
import { verifyCached, verifyCachedES256 } from './tokens/verify-cached.ts'
import { verifyDistinct, verifyOne } from './tokens/verify.ts'

/** What runs in this process alone. */
export const IN_PROCESS: readonly Scenario[] = [
  mintHeld,
  mintFresh,
  ...mintAsymmetric,
  verifyOne,
  verifyDistinct,
  ...verifyAsymmetric,
  verifyCached,
  verifyCachedES256,
  mintSteps,
  verifySteps,
  mintByScopes,
  mintBySize,
  verifyByScopes,
  verifyBySize,
  allows,
  allowsPeers,
  explain,
  narrowing,
  readScopes,
  parsePeers,
  linear,
  linearDefaults,
]

/** What runs servers in processes of their own. */
const HTTP: readonly Scenario[] = [
  ...httpGuards,
  ...httpLoads,
  ...httpTokens,
  httpRotation,
  httpRestart,
]

/** What passes hours of virtual time for thousands of clients. */
const CLIENT: readonly Scenario[] = [
  clientHerd,
  clientOutage,
  clientOutageOfALife,
  clientTabs,
  clientSize,
  clientRenders,
]

/** What starts other processes of its own. */
const OTHER_PROCESSES: readonly Scenario[] = [profileMint, profileVerify, garbage]

/** How long everything takes to start, and how large it is. */
const START: readonly Scenario[] = [startCold, startIsolate, startBundles, installSizes]

/** What grows. */
const SCALE: readonly Scenario[] = scaleScenarios()

/** What is accepted and refused. */
const CORRECTNESS: readonly Scenario[] = [verdicts]

/** Everything, in the order of a run. */
export const SCENARIOS: readonly Scenario[] = [
  ...IN_PROCESS,
  ...OTHER_PROCESSES,
  ...CLIENT,
  ...HTTP,
  ...START,
  ...CORRECTNESS,
  ...SCALE,
]
