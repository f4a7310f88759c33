import type { Random } from './random.ts'
import type { Service } from './service/service.ts'

/** ms between two troubles. */
const EVERY = 2500
/** ms for which the server is away. */
const AWAY = 500

/** What befalls a server. */
export interface Troubles {
  readonly counts: { restarts: number; rotations: number; losses: number; revocations: number }
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

/** Restarts a server, rotates and loses its keys, and revokes users, one after the other. */
export function startTroubles(service: Service, managers: number, random: Random): Troubles {
  const counts = { restarts: 0, rotations: 0, losses: 0, revocations: 0 }
  const turn = async (): Promise<void> => {
    const chance = random.next()
    if (chance < 0.3) {
      counts.restarts += 1
      await service.stop()
      await new Promise((resolve) => {
        setTimeout(resolve, AWAY)
      })
      await service.start()
    } else if (chance < 0.6) {
      counts.rotations += 1
      await service.rotate(`key-${counts.rotations}`, 0)
    } else if (chance < 0.7) {
      counts.losses += 1
      await service.loseKey()
    } else {
      counts.revocations += 1
      await service.revoke('subject', `user-${random.below(managers)}`)
    }
  }
  let last = Promise.resolve()
  const timer = setInterval(() => {
    last = last.then(turn)
  }, EVERY)
  return {
    counts,
    stop: () => {
      clearInterval(timer)
      return last
    },
  }
}
