import { parseChallenges } from './challenge.ts'
import type { Env } from './env.ts'
import { readJson } from './read-json.ts'

/** Why a server refused a token, as far as it says so (RFC 6750 §3). */
export interface Refusal {
  readonly error: unknown
  /** What would have sufficed. */
  readonly scope: string | undefined
}

/** Characters of a problem that are read at most. */
const LARGEST_PROBLEM = 16_384

/** ms that a problem may take to come. */
const LONGEST_READ = 3000

/**
 * What a refusal says in its `Bearer` challenge, or else in its body: a page cannot read the header
 * of another origin that does not expose it. The body stays readable.
 */
export async function challengeOf(response: Response, env: Env): Promise<Refusal> {
  const header = (name: string): string => response.headers.get(name) ?? ''
  const challenges = parseChallenges(header('WWW-Authenticate'))
  const told = challenges.find(({ scheme, params }) => scheme === 'bearer' && params['error'])
  const isProblem = /^application\/problem\+json\b/i.test(header('Content-Type'))
  const isUnread = isProblem && !response.bodyUsed
  const problem = told?.params ?? (isUnread ? await readProblem(response.clone().body, env) : null)
  const { error, code, required, scope = required } = Object(problem) as Record<string, unknown>
  return { error: error ?? code, scope: typeof scope === 'string' ? scope : undefined }
}

/** What a problem says, if it says it soon. */
async function readProblem(body: Response['body'], env: Env): Promise<unknown> {
  const late = new AbortController()
  const timer = env.setTimeout(() => late.abort(), LONGEST_READ)
  const problem = await readJson(body, LARGEST_PROBLEM, late.signal)
  env.clearTimeout(timer)
  return problem
}
