import { Session, type Profiler } from 'node:inspector'
import type { Contender } from './paired.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** Where the time of one call goes. */
export interface CpuProfile {
  /** Microseconds of a call, while nobody looks. */
  readonly time: Spread
  /** Of that, what each place takes itself, the largest first. */
  readonly places: readonly Place[]
}

/** One place of a {@link CpuProfile}. */
export interface Place {
  readonly name: string
  readonly time: Spread
  /** Percent of the call. */
  readonly share: Spread
}

/** Settings of {@link profileOf}. */
export interface ProfileOptions {
  /** @default 5 */
  readonly legs?: number
  /** Milliseconds of a leg with the profiler, and of one without. @default 200 */
  readonly legMs?: number
  /** @default 400 */
  readonly warmUpMs?: number
}

/** Microseconds between two looks: quicker than the default, and what the profiler keeps up with. */
const INTERVAL = 100

/**
 * Asks the profiler of V8 where the time of a call goes. The shares are its; the time is taken
 * between its legs, as it slows everything down. In a process started with `--detailed-line-info`
 * the time of an inlined function counts as its own.
 *
 * @param placeOf - names the place of a function from those that called it, itself first
 */
export async function profileOf(
  { run }: Contender,
  placeOf: (stack: readonly Profiler.ProfileNode[]) => string,
  { legs = 5, legMs = 200, warmUpMs = 400 }: ProfileOptions = {},
): Promise<CpuProfile> {
  const session = new Session()
  session.connect()
  try {
    const times: number[] = []
    const shares: ReadonlyMap<string, number>[] = []
    await timeFor(run, warmUpMs)
    session.post('Profiler.enable')
    session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
    // oxlint-disable no-await-in-loop -- measured one after the other
    for (let leg = 0; leg < legs; leg += 1) {
      times.push(await timeFor(run, legMs))
      session.post('Profiler.start')
      await timeFor(run, legMs)
      shares.push(sharesOf(await stopped(session), placeOf))
    }
    // oxlint-enable no-await-in-loop
    return summaryOf(times, shares)
  } finally {
    session.disconnect()
  }
}

/** The share of each place in the samples of a profile, from 0 to 1. */
export function sharesOf(
  { nodes }: Profiler.Profile,
  placeOf: (stack: readonly Profiler.ProfileNode[]) => string,
): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const callers = new Map<number, Profiler.ProfileNode>()
  for (const node of nodes) for (const child of node.children ?? []) callers.set(child, node)
  const hits = new Map<string, number>()
  let all = 0
  for (const node of byId.values()) {
    const { hitCount = 0 } = node
    if (hitCount === 0) continue
    const stack = [node]
    for (let at = callers.get(node.id); at !== undefined; at = callers.get(at.id)) stack.push(at)
    const place = placeOf(stack)
    hits.set(place, (hits.get(place) ?? 0) + hitCount)
    all += hitCount
  }
  return new Map([...hits].map(([place, count]) => [place, count / all]))
}

/** Microseconds of a call, over so many milliseconds. */
async function timeFor(run: Contender['run'], forMs: number): Promise<number> {
  const start = performance.now()
  let calls = 0
  while (performance.now() - start < forMs) {
    // Looking at the clock each time would be a part of the profile.
    for (const end = calls + 16; calls < end; calls += 1) {
      const answer = run(calls)
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other
      if (answer instanceof Promise) await answer
    }
  }
  return ((performance.now() - start) / calls) * 1000
}

function stopped(session: Session): Promise<Profiler.Profile> {
  return new Promise((resolve, reject) => {
    session.post('Profiler.stop', (error, answer) => {
      if (error === null) resolve(answer.profile)
      else reject(error)
    })
  })
}

function summaryOf(
  times: readonly number[],
  shares: readonly ReadonlyMap<string, number>[],
): CpuProfile {
  const names = new Set(shares.flatMap((leg) => [...leg.keys()]))
  const places = [...names].map((name): Place => {
    const own = shares.map((leg) => leg.get(name) ?? 0)
    return {
      name,
      time: spreadOf(own.map((share, leg) => share * (times[leg] ?? Number.NaN))),
      share: spreadOf(own.map((share) => share * 100)),
    }
  })
  return {
    time: spreadOf(times),
    places: places.toSorted((a, b) => b.time.median - a.time.median),
  }
}
