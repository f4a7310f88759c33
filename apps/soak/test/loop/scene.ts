import type { Doors } from '../../src/service/parts.ts'
import { startService, type Framework, type Service } from '../../src/service/service.ts'
import { startUser, type User, type UserOptions } from './user.ts'

/** A server and its users. */
export interface Scene {
  readonly service: Service
  readonly users: readonly User[]
  /** Requests for a token that the server saw, by user. */
  readonly asked: ReadonlyMap<string, number>
}

/** Settings of {@link withScene}. */
export interface SceneOptions {
  readonly framework: Framework
  /** Seconds a token lives. */
  readonly ttl: number
  readonly isEarly?: boolean
  readonly doors?: Doors
  /** Where calls go, if not to the server; it is told the origin of the server. */
  readonly api?: (origin: string) => Promise<{ origin: string; close: () => Promise<void> }>
}

const USERS = 3

/** Plays a scene, and clears the stage whatever happens. */
export async function withScene(
  options: SceneOptions,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const { framework, ttl, isEarly = false, doors = {}, api } = options
  const asked = new Map<string, number>()
  const authorize: Doors['authorize'] = (user) => {
    asked.set(user, (asked.get(user) ?? 0) + 1)
    return doors.authorize?.(user)
  }
  const service = await startService({ framework, ttl, doors: { ...doors, authorize } })
  const other = await api?.(service.origin)
  const where: UserOptions = {
    origin: service.origin,
    isEarly,
    ...(other !== undefined && { api: other.origin }),
  }
  const users = Array.from({ length: USERS }, (_, index) =>
    startUser(`user-${index}`, index, where),
  )
  try {
    await play({ service, users, asked })
  } finally {
    await Promise.all(users.map((user) => user.end()))
    await other?.close()
    await service.close()
  }
}
