import { createRandom } from './random.ts'
import { describeInput, type Finding, type Target } from './target.ts'

/** A finding, and how often there was one of its kind. */
export interface Found extends Finding {
  readonly target: string
  /** The run that found it first. */
  readonly run: number
  times: number
}

/** What came of all runs. */
export interface Report {
  readonly runs: number
  readonly byTarget: Readonly<Record<string, number>>
  readonly found: readonly Found[]
  readonly seconds: number
  readonly slowestMs: number
}

export interface FuzzOptions {
  readonly runs: number
  readonly seed: number
  /** The number of the first run: a run depends on the seed and on its number only. */
  readonly first: number
  /** Told before every run. */
  readonly onRun?: (run: number) => void
}

/** Kinds that are kept; a library that is broken through and through has more. */
const MOST_KINDS = 50

/** Runs the targets in turn, each by its share. A finding does not stop it. */
export async function fuzz(targets: readonly Target[], options: FuzzOptions): Promise<Report> {
  const { runs, seed, first, onRun } = options
  const turns = targets.flatMap((target) =>
    Array.from<Target>({ length: target.share }).fill(target),
  )
  const found = new Map<string, Found>()
  const byTarget: Record<string, number> = {}
  const start = performance.now()
  let before = start
  let slowestMs = 0
  for (let run = first; run < first + runs; run += 1) {
    onRun?.(run)
    const random = createRandom(seed, run)
    const target = random.pick(turns)
    // oxlint-disable-next-line no-await-in-loop -- one run after the other, to tell which one it was
    const finding = await runOnce(target, random)
    if (finding !== undefined) keep(found, { ...finding, target: target.name, run, times: 1 })
    byTarget[target.name] = (byTarget[target.name] ?? 0) + 1
    const now = performance.now()
    slowestMs = Math.max(slowestMs, now - before)
    before = now
  }
  const seconds = (before - start) / 1000
  return { runs, byTarget, found: [...found.values()], seconds, slowestMs }
}

async function runOnce(
  target: Target,
  random: ReturnType<typeof createRandom>,
): Promise<Finding | undefined> {
  try {
    return await target.run(random)
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined
    return { kind: `exception: ${String(error)}`, input: describeInput(stack ?? String(error)) }
  }
}

function keep(found: Map<string, Found>, one: Found): void {
  const key = `${one.target}: ${one.kind}`
  const known = found.get(key)
  if (known !== undefined) known.times += 1
  else if (found.size < MOST_KINDS) found.set(key, one)
}
