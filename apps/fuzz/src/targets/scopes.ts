import { createHmac } from 'node:crypto'
import {
  atLeast,
  atMost,
  carried,
  defineCapability,
  exact,
  isGrantlineError,
  oneOf,
  optional,
  path,
  type Definition,
  type Grant,
  type Rejected,
  type ScopeUri,
  type TokenError,
} from '@grantline/core'
import { makeClaim } from '../mutate/claim.ts'
import { character } from '../mutate/text.ts'
import type { Random } from '../random.ts'
import { naiveAllows, ROLES, type DealRequest } from '../reference/allows.ts'
import { readClaim, type NaiveClaim, type NaiveScope } from '../reference/scopes.ts'
import { describeInput, type Finding, type Target } from '../target.ts'

/** The functions under test. */
export interface ScopeSubject {
  readonly parseScopes: (claim: string) => {
    scopes: readonly ScopeUri[]
    rejected: readonly Rejected[]
  }
  readonly parseScope: (text: string) => ScopeUri
  readonly formatScope: (scope: ScopeUri) => string
  readonly allows: (granted: ScopeUri, definition: Definition, request: never) => boolean
  /** Verifies a token with this claim, however long it is. */
  readonly grantOf: (scope: string) => Promise<Grant>
}

const DEAL = defineCapability('fuzz:deal', {
  k: exact(),
  role: optional(oneOf(ROLES)),
  room: optional(path()),
  most: optional(atMost()),
  least: optional(atLeast()),
  note: optional(carried()),
})

/** Compares what is read of claims, and what they allow, with the naive reference. */
export function scopeTarget(subject: ScopeSubject, share: number): Target {
  const run = async (random: Random): Promise<Finding | undefined> => {
    const claim = makeClaim(random)
    const request = makeRequest(random)
    const naive = readClaim(claim)
    const kind =
      findReadingProblem(claim, naive, subject) ??
      findDecisionProblem(claim, naive, request, subject) ??
      (random.chance(0.05) ? await findGrantProblem(claim, naive, request, subject) : undefined)
    return kind === undefined ? undefined : { kind, input: describeInput({ claim, request }) }
  }
  return { name: 'scopes', share, run }
}

function findReadingProblem(
  claim: string,
  naive: NaiveClaim,
  { parseScopes, parseScope, formatScope }: ScopeSubject,
): string | undefined {
  const { scopes, rejected } = parseScopes(claim)
  const bad = naive.flatMap((scope, index) => (scope === undefined ? [index] : []))
  if (bad.join() !== rejected.map(({ index }) => index).join()) return 'other pieces rejected'
  const good = naive.filter((scope) => scope !== undefined)
  if (scopes.length !== good.length) return 'another number of scopes'
  for (const [at, scope] of scopes.entries()) {
    if (!isSame(scope, good[at] as NaiveScope)) return 'a scope is read otherwise'
    const problem = findRoundTripProblem(scope, { parseScope, formatScope })
    if (problem !== undefined) return problem
  }
  return naive.length === 1 && claim !== ''
    ? findSingleProblem(claim, naive[0], parseScope)
    : undefined
}

function findSingleProblem(
  piece: string,
  naive: NaiveScope | undefined,
  parseScope: ScopeSubject['parseScope'],
): string | undefined {
  try {
    const scope = parseScope(piece)
    return naive !== undefined && isSame(scope, naive)
      ? undefined
      : 'parseScope differs from parseScopes'
  } catch (error) {
    if (!isGrantlineError(error) || error.code !== 'malformed_scope')
      return `parseScope: ${String(error)}`
    return naive === undefined ? undefined : 'parseScope refuses what parseScopes takes'
  }
}

function findRoundTripProblem(
  scope: ScopeUri,
  { parseScope, formatScope }: Pick<ScopeSubject, 'parseScope' | 'formatScope'>,
): string | undefined {
  const text = Object.entries(scope.params)
    .map((pair) => pair.map(strictly).join('='))
    .join('&')
  const expected = `scope:${scope.service}:${scope.privilege}${text === '' ? '' : `?${text}`}`
  let written: string
  try {
    written = formatScope(scope)
  } catch (error) {
    // What was read raw may be too long once it is encoded.
    return expected.length > 8192 ? undefined : `formatScope: ${String(error)}`
  }
  if (written !== expected) return 'a scope is written otherwise'
  const again = parseScope(written)
  const params = new Map(Object.entries(scope.params))
  if (!isSame(again, { ...scope, params })) return 'a scope does not survive the round trip'
  return formatScope(again) === written ? undefined : 'a second writing differs'
}

/** RFC 3986 §2.3: whatever is not unreserved is encoded, byte by byte. */
function strictly(text: string): string {
  let encoded = ''
  for (const byte of Buffer.from(text)) {
    const one = String.fromCharCode(byte)
    const isPlain = byte < 0x80 && /[A-Za-z0-9._~-]/.test(one)
    encoded += isPlain ? one : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

function isSame(scope: ScopeUri, naive: NaiveScope): boolean {
  const keys = Object.keys(scope.params)
  return (
    scope.service === naive.service &&
    scope.privilege === naive.privilege &&
    Object.getPrototypeOf(scope.params) === null &&
    keys.length === naive.params.size &&
    keys.every((key) => scope.params[key] === naive.params.get(key))
  )
}

function findDecisionProblem(
  claim: string,
  naive: NaiveClaim,
  request: DealRequest,
  { parseScopes, allows }: ScopeSubject,
): string | undefined {
  const good = naive.filter((scope) => scope !== undefined)
  for (const [at, scope] of parseScopes(claim).scopes.entries()) {
    const verdict = allows(scope, DEAL, request as never)
    const expected = naiveAllows(good[at] as NaiveScope, request)
    if (verdict !== expected) return verdict ? 'allows too much' : 'allows too little'
  }
  return undefined
}

async function findGrantProblem(
  claim: string,
  naive: NaiveClaim,
  request: DealRequest,
  { grantOf }: ScopeSubject,
): Promise<string | undefined> {
  // JSON would carry it as another character.
  if (/\p{Surrogate}/u.test(claim)) return undefined
  const grant = await grantOf(claim).catch((error: unknown) => (error as TokenError).reason)
  if (typeof grant === 'string') return `a token that was signed is refused: ${grant}`
  const expected = naive.some((scope) => scope !== undefined && naiveAllows(scope, request))
  const verdicts = [1, 2].map(() => grant.allows(DEAL, request as never))
  if (verdicts.some((verdict) => verdict !== expected)) return 'the grant allows something else'
  const { allowed } = grant.explain(DEAL, request as never)
  return allowed === expected ? undefined : 'the explanation says something else'
}

const ROOMS = [
  'x',
  'x/y',
  'x/y/z',
  'y',
  '*',
  'x/*',
  '**',
  '',
  '/',
  'x/',
  '.',
  'x/../y',
  'x*',
  'x/yy',
  'x/...',
]

function makeRequest(random: Random): DealRequest {
  const odd = (): unknown =>
    random.pick<unknown>([
      undefined,
      null,
      1,
      '1',
      [],
      {},
      Number.NaN,
      1.5,
      -1,
      '\uD800',
      true,
      1e21,
    ])
  const mostly = (value: unknown): unknown => (random.chance(0.98) ? value : odd())
  return {
    k: mostly(random.chance(0.8) ? 'v' : random.pick(['w', '', ' ', character(random)])),
    role: mostly(random.pick(ROLES)),
    room: mostly(random.pick(ROOMS)),
    most: mostly(random.pick([0, 1, 5, 10, 999_999_999_999_999])),
    least: mostly(random.pick([0, 1, 5, 10])),
  }
}

/** Signs a claim as it stands, for whoever holds the secret. */
export function signClaim(scope: string, secret: string, claims: object): string {
  const input = `${encode({ alg: 'HS256', typ: 'capability+jwt' })}.${encode({ ...claims, scope })}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
