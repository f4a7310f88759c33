import { TokenError } from '@grantline/core'
import type { Corpus } from '../corpus.ts'
import { bendToken } from '../mutate/token.ts'
import type { Random } from '../random.ts'
import { describeInput, type Finding, type Target } from '../target.ts'

/** Of this many runs one asks for an algorithm that takes longer. */
const SLOW_EVERY = 24

/** Asks verifiers about bent tokens: only what was minted, byte for byte, may be accepted. */
export function tokenTarget(corpus: Corpus, share: number): Target {
  const run = async (random: Random): Promise<Finding | undefined> => {
    const subject = random.pick(random.below(SLOW_EVERY) === 0 ? corpus.all : corpus.fast)
    const token = bendToken(subject, corpus, random)
    const finding = (kind: string): Finding => ({
      kind: `${kind} (${subject.name})`,
      input: { token: describeInput(token), jwks: corpus.jwks },
    })
    const result = await subject.verifier.check(token as string)
    const claims = typeof token === 'string' ? subject.accepts.get(token) : undefined
    const isGood = claims !== undefined
    if (result.ok) {
      if (!isGood) return finding('false accept')
      return JSON.stringify(result.grant.claims) === claims ? undefined : finding('other claims')
    }
    const { error } = result
    if (!(error instanceof TokenError)) return finding('an error of another class')
    if (isGood) return finding(`false refusal: ${error.reason}`)
    // No store and no remote key is asked: what is unavailable is an exception in disguise.
    if (error.reason === 'unavailable') return finding(`exception: ${String(error.cause)}`)
    return isVerdict(error) ? undefined : finding(`a verdict that cannot be: ${error.reason}`)
  }
  return { name: 'tokens', share, run }
}

const NEVER: ReadonlySet<string> = new Set(['decision', 'revoked', 'replayed', 'expired'])

function isVerdict({ reason, message, status }: TokenError): boolean {
  return !NEVER.has(reason) && message.length < 60 && (status === 401 || reason === 'too_large')
}
