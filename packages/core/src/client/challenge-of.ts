import { parseChallenges } from './challenge.ts'
import type { Env } from './env.ts'

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
  const problem = told?.params ?? (isProblem ? await readJson(response.clone().body, env) : null)
  const { error, code, required, scope = required } = Object(problem) as Record<string, unknown>
  return { error: error ?? code, scope: typeof scope === 'string' ? scope : undefined }
}

/** A small JSON value; `undefined` for any other body, at once or soon. */
async function readJson(body: Response['body'], env: Env): Promise<unknown> {
  if (!body) return undefined
  const reader = body.getReader()
  // Not waited for: it settles only when the caller is done with the other half of the body.
  const stop = (): void => void reader.cancel().catch(() => {})
  const timer = env.setTimeout(stop, LONGEST_READ)
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length <= LARGEST_PROBLEM) {
      // oxlint-disable-next-line no-await-in-loop -- one part comes after the other
      const { done, value } = await reader.read()
      if (done) return JSON.parse(text)
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // What is no JSON says nothing.
  } finally {
    env.clearTimeout(timer)
    stop()
  }
  return undefined
}
