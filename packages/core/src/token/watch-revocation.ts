import type { Grant } from './grant.ts'
import { hearRevocations, type Hearing } from './hear-revocations.ts'
import type { RevocationAnswer, RevocationStore } from './revocation-store.ts'
import { unrefTimer } from './unref-timer.ts'

/** Asks a store about a grant, and about those that replace it. */
export interface RevocationWatch {
  /** Starts to listen, or to poll. */
  start(): void
  stop(): void
  /** Asks now, or once more when a question is under way. */
  look(): void
  /** Whether the store says at once that a grant is revoked; `false` when its answers take time. */
  isRevokedNow(grant: Grant): boolean
  /** Goes on with another grant; the one before is asked about until the store has vouched for it. */
  follow(next: Grant): void
}

/** What a store says of a grant; `unknown` also when it fails. */
type Standing = 'good' | 'revoked' | 'unknown'

/** A store that has not answered by then does not know. */
const ANSWER_MS = 5000
/** Grants that are asked about at the same time: the first, and the last ones. */
const MOST = 8
/** Between two questions to a store that calls nobody back, or that did not know. */
const POLL_MS = 1000

/**
 * Calls `onRevoked` once the store says that the grant is revoked. One question is under way at a
 * time; a store that does not know, or fails, is asked again after a second.
 *
 * @param grant the grant to begin with
 */
export function watchRevocation(
  store: RevocationStore,
  grant: Grant,
  onRevoked: () => void,
): RevocationWatch {
  /** Grants that the store shall vouch for; the last one is the current one. */
  let asked: readonly Grant[] = [grant]
  let timer: ReturnType<typeof setTimeout> | undefined
  let hearing: Hearing | undefined
  let state: 'idle' | 'asking' | 'stopped' = 'idle'
  let askAgain = false
  let answersAtOnce = true

  const ask = (one: Grant): Standing | Promise<Standing> => {
    try {
      const answer = store.check(one)
      answersAtOnce = !('then' in answer)
      if (!('then' in answer)) return read(answer)
      return withinLimit(Promise.resolve(answer).then(read))
    } catch {
      return 'unknown'
    }
  }
  const stop = (): void => {
    state = 'stopped'
    clearTimeout(timer)
    hearing?.leave()
  }
  /** @param standings what the store says of the grants, in their order */
  const conclude = (grants: readonly Grant[], standings: readonly Standing[]): void => {
    if (state === 'stopped') return
    if (standings.includes('revoked')) {
      stop()
      // Out of the promise, and of the calls to others: what a caller throws is the caller's error.
      queueMicrotask(onRevoked)
      return
    }
    if (asked.length > 1) {
      const settled = new Set(grants.filter((_one, index) => standings[index] === 'good'))
      asked = asked.filter((one, index) => index === asked.length - 1 || !settled.has(one))
    }
    state = 'idle'
    if (askAgain) return look()
    if (hearing?.isCalled && !standings.includes('unknown')) return
    timer = setTimeout(look, POLL_MS)
    unrefTimer(timer)
  }
  const look = (): void => {
    if (state === 'stopped') return
    askAgain = state === 'asking'
    if (askAgain) return
    state = 'asking'
    clearTimeout(timer)
    const grants = asked
    const standings = grants.map(ask)
    // A promise for each of many watches takes longer than all their answers, where these are there.
    if (standings.every(isKnown)) conclude(grants, standings)
    else void Promise.all(standings.map(async (one) => one)).then((all) => conclude(grants, all))
  }

  return {
    start() {
      hearing = hearRevocations(store, look)
      look()
    },
    stop,
    look,
    isRevokedNow: (one) => answersAtOnce && ask(one) === 'revoked',
    follow(next) {
      asked = [...asked.slice(0, 1), ...asked.slice(1).slice(2 - MOST), next]
      look()
    },
  }
}

/** A store that fails, or takes too long, does not know. */
async function withinLimit(standing: Promise<Standing>): Promise<Standing> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<Standing>((resolve) => {
    timer = setTimeout(() => resolve('unknown'), ANSWER_MS)
    unrefTimer(timer)
  })
  try {
    return await Promise.race([standing, tooLong])
  } catch {
    return 'unknown'
  } finally {
    clearTimeout(timer)
  }
}

function isKnown(standing: Standing | Promise<Standing>): standing is Standing {
  return typeof standing === 'string'
}

function read(answer: RevocationAnswer): Standing {
  if (answer.revoked) return 'revoked'
  return answer.freshness === 'unknown' ? 'unknown' : 'good'
}
