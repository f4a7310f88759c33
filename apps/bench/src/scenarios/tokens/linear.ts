import { parseScopes, type Verifier } from '@grantline/core'
import { makeKeys } from '../../keys.ts'
import { spreadOf, type Spread } from '../../measure/statistics.ts'
import { worstTimeOf } from '../../measure/worst-time.ts'
import { grantlineVerifier } from '../../peers/grantline.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { hostileClaims, hostileTokens } from './hostile.ts'

const SIZES = [16, 32, 64] as const
const AT_MOST_MS = 5
/** Twice the bytes: 2 is linear, 4 is quadratic. */
const AT_MOST_GROWTH = 3
/** Below it a ratio tells of the clock and the collector. */
const TOO_SHORT_MS = 0.05
/** As long as parseScopes reads a claim at all. */
const CLAIM_LIMIT = 8192

/** One kind of input at every size. */
interface Measured {
  readonly name: string
  readonly outcome: string
  /** In the order of the sizes. */
  readonly times: readonly Spread[]
}

/** One kind of input at one size. */
interface Input {
  readonly name: string
  readonly run: () => unknown
}

/** Hostile input, with the checks behind the size limit laid bare. */
export const linear: Scenario = {
  name: 'linear',
  section: 'tokens',
  title: 'Hostile input',
  about: 'hostile tokens of 64 KB with maxTokenBytes raised to 128 KB; the worst call counts',
  run: async ({ repetitions }) => {
    const keys = makeKeys('HS256')
    const verifier = await strictVerifier({ maxTokenBytes: 131_072 })
    const bySize = SIZES.map((kilobytes) => hostileTokens(keys, kilobytes * 1024))
    const measured: Measured[] = []
    for (const [index, { name }] of (bySize[0] ?? []).entries()) {
      const tokens = bySize.map((all) => all[index]?.token ?? '')
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other
      measured.push({ name, ...(await measure(verifier, tokens, repetitions)) })
    }
    return [...measured.map(worstFigure), growthFigure(measured)]
  },
}

/** The same input as a verifier with its default limits meets it. */
export const linearDefaults: Scenario = {
  name: 'linear-defaults',
  section: 'tokens',
  title: 'Hostile input, with the default limits',
  about: 'the same tokens with default limits, and hostile scope claims straight to parseScopes',
  run: async ({ repetitions }) => {
    const verifier = await strictVerifier({})
    const tokens = hostileTokens(makeKeys('HS256'), 65_536)
    const worstOf = (what: string, inputs: readonly Input[]) => worst(what, inputs, repetitions)
    return [
      await worstOf(
        'tokens of 64 KB',
        tokens.map(({ name, token }) => ({ name, run: () => verifier.check(token) })),
      ),
      await worstOf('claims of 64 KB', claimInputs(65_536)),
      await worstOf('claims of 8 KB, which is the limit', claimInputs(CLAIM_LIMIT)),
    ]
  },
}

/** One that refuses a token for one malformed scope. */
export async function strictVerifier(options: { maxTokenBytes?: number }): Promise<Verifier> {
  return grantlineVerifier(makeKeys('HS256'), { strictScopes: true, ...options })
}

/** Why a token is refused, or that it is not. */
export async function outcomeOf(verifier: Verifier, token: string): Promise<string> {
  const result = await verifier.check(token)
  return result.ok ? 'accepted' : `refused: ${result.error.reason}`
}

async function measure(
  verifier: Verifier,
  tokens: readonly string[],
  repetitions: number,
): Promise<Omit<Measured, 'name'>> {
  const times: Spread[] = []
  for (const token of tokens) {
    const isLargest = token === tokens.at(-1)
    const calls = isLargest ? repetitions : Math.ceil(repetitions / 4)
    const atMost = isLargest ? AT_MOST_MS : Number.POSITIVE_INFINITY
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    times.push(await worstTimeOf(() => verifier.check(token), calls, atMost))
  }
  return { outcome: await outcomeOf(verifier, tokens.at(-1) ?? ''), times }
}

function claimInputs(bytes: number): Input[] {
  return hostileClaims(bytes).map(({ name, claim }) => ({ name, run: () => parseScopes(claim) }))
}

/** The worst call of all inputs, measured one by one. */
async function worst(what: string, inputs: readonly Input[], repetitions: number): Promise<Figure> {
  let value = spreadOf([0])
  let note = ''
  for (const { name, run } of inputs) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const time = await worstTimeOf(run, repetitions, AT_MOST_MS)
    if (time.max > value.max) [value, note] = [time, `the worst of ${inputs.length}: ${name}`]
  }
  return { name: what, unit: 'ms', value, atMost: AT_MOST_MS, judged: 'max', note }
}

function worstFigure({ name, outcome, times }: Measured): Figure {
  const medians = times.map(({ median }) => median.toFixed(3)).join(' / ')
  const value = times.at(-1) ?? spreadOf([Number.NaN])
  const note = `${outcome}; median at ${SIZES.join(' / ')} KB: ${medians} ms`
  return { name, unit: 'ms', value, atMost: AT_MOST_MS, judged: 'max', note }
}

/** How the time grows over the last doubling, over all kinds of input. */
function growthFigure(measured: readonly Measured[]): Figure {
  const growths = measured.flatMap(({ name, times }) => {
    const from = times.at(-2)?.median ?? 0
    const to = times.at(-1)?.median ?? 0
    return to < TOO_SHORT_MS ? [] : [{ name, growth: to / from }]
  })
  const value = spreadOf(growths.map(({ growth }) => growth))
  const steepest = growths.find(({ growth }) => growth === value.max)?.name ?? 'none'
  return {
    name: `growth from ${SIZES.at(-2)} to ${SIZES.at(-1)} KB`,
    unit: '×',
    value,
    atMost: AT_MOST_GROWTH,
    judged: 'max',
    note: `2 is linear, 4 quadratic; steepest: ${steepest}`,
  }
}
