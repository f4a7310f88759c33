import type { CaseClass, Corpus } from '../case.ts'
import { boundAlgorithms, confusion, unknownAlgorithms } from './algorithms.ts'
import { lenientBase64url } from './base64url.ts'
import { cacheSequences } from './cache.ts'
import { issuerAndAudience, prototypeNames } from './claims.ts'
import { plainTokens, unusualClaims, unusualHeaders } from './good.ts'
import { b64, crit, typConfusion, unprotectedHeader } from './header.ts'
import { duplicates, notAnObject } from './json.ts'
import { embeddedKeys, keyUse, kidInjection, weakKeys } from './keys.ts'
import { nestedTokens, oversized } from './shape.ts'
import { rsa } from './rsa.ts'
import { ecdsa, ed25519, hmacLengths, tampering } from './signatures.ts'
import { boundaries, numericDates } from './times.ts'
import { createWorkshop, type KnownSignatures, type Workshop } from './workshop.ts'

/** The classes in the order of the tables. */
const CLASSES: readonly ((shop: Workshop) => CaseClass)[] = [
  plainTokens,
  unusualClaims,
  unusualHeaders,
  unknownAlgorithms,
  confusion,
  boundAlgorithms,
  unprotectedHeader,
  weakKeys,
  keyUse,
  kidInjection,
  embeddedKeys,
  crit,
  b64,
  duplicates,
  numericDates,
  boundaries,
  issuerAndAudience,
  typConfusion,
  cacheSequences,
  nestedTokens,
  oversized,
  lenientBase64url,
  notAnObject,
  tampering,
  hmacLengths,
  ecdsa,
  rsa,
  ed25519,
  prototypeNames,
]

/** All cases, and the random signatures in them. */
export interface Made {
  readonly classes: readonly CaseClass[]
  readonly kept: KnownSignatures
}

/**
 * Makes all cases, always the same.
 *
 * @param known - signatures that are random and were made before; what is missing is made anew
 */
export function makeClasses(keys: Corpus['keys'], known: KnownSignatures): Made {
  const shop = createWorkshop(keys, known)
  return { classes: CLASSES.map((make) => make(shop)), kept: shop.kept }
}
