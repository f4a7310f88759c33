import {
  allows,
  createVerifier,
  formatScope,
  importKey,
  parseScope,
  parseScopes,
} from '@grantline/core'
import { ISSUER, makeCorpus, NOW } from '../corpus.ts'
import type { Target } from '../target.ts'
import { headerTarget, makeGates } from './headers.ts'
import { scopeTarget, signClaim } from './scopes.ts'
import { tokenTarget } from './tokens.ts'

const SECRET = 'a secret for fuzzing and for nothing else'

/** Every target over the library as it is. */
export async function allTargets(): Promise<readonly Target[]> {
  const corpus = await makeCorpus()
  const keys = await importKey({ alg: 'HS256', secret: SECRET })
  // A claim at its limit makes a token over the usual one.
  const limits = { maxTokenBytes: 100_000 }
  const verifier = createVerifier({ issuer: ISSUER, keys, clock: () => NOW, ...limits })
  const grantOf = (scope: string) =>
    verifier.verify(signClaim(scope, SECRET, { iss: ISSUER, exp: NOW + 60 }))
  const [fast] = corpus.fast
  if (fast === undefined) throw new Error('the corpus is empty')
  return [
    tokenTarget(corpus, 5),
    scopeTarget({ parseScopes, parseScope, formatScope, allows, grantOf }, 3),
    headerTarget(corpus, makeGates(fast.verifier), fast, 2),
  ]
}
