import { isPlainObject } from '../../plain-object.ts'
import type { JsonObject } from '../../token/json-object.ts'
import {
  chatGrant,
  playbackGrant,
  syncGrant,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
  type ChatGrantOptions,
  type PlaybackGrantOptions,
  type SyncGrantOptions,
  type TaskRouterGrantOptions,
  type VideoGrantOptions,
  type VoiceGrantOptions,
} from './access-grants.ts'
import { isField, KINDS, type GrantName, type Shape } from './access-shapes.ts'

/** The grants of a token, each as the options of the function that makes it again. */
export interface AccessTokenGrants {
  /** For `voiceGrant`. */
  readonly voice?: VoiceGrantOptions
  /** For `videoGrant`. */
  readonly video?: VideoGrantOptions
  /** For `chatGrant`. */
  readonly chat?: ChatGrantOptions
  /** For `syncGrant`. */
  readonly sync?: SyncGrantOptions
  /** For `taskRouterGrant`. */
  readonly taskRouter?: TaskRouterGrantOptions
  /** For `playbackGrant`. */
  readonly playback?: PlaybackGrantOptions
}

const MAKERS: Readonly<Record<GrantName, (options: never) => unknown>> = {
  voice: voiceGrant,
  video: videoGrant,
  chat: chatGrant,
  sync: syncGrant,
  taskRouter: taskRouterGrant,
  playback: playbackGrant,
}

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(KINDS).map(([name, { member }]) => [member, name]),
)

/**
 * One member of the `grants` of a token: its kind, if the name is known, and the options that would
 * make it again, unless it cannot be read.
 */
export type NamedGrant = readonly [
  member: string,
  value: unknown,
  kind?: GrantName,
  options?: object,
]

/** Reads one member of the `grants` of a token. */
export function readGrant([member, value]: readonly [string, unknown]): NamedGrant {
  const kind = NAMES.get(member) as GrantName | undefined
  if (kind === undefined) return [member, value]
  const options = readOptions(value, KINDS[kind].shape)
  if (options === undefined || !accepts(MAKERS[kind], options)) return [member, value, kind]
  return [member, value, kind, options]
}

/** Reads the grants that have the shape they must have; whatever has not, grants nothing. */
export function readAccessGrants(claim: JsonObject): AccessTokenGrants {
  const grants = Object.entries(claim).flatMap((entry) => {
    const [, , kind, options] = readGrant(entry)
    return options === undefined ? [] : [[kind, options] as const]
  })
  return Object.fromEntries(grants)
}

function accepts(maker: (options: never) => unknown, options: JsonObject): boolean {
  try {
    maker(options as never)
    return true
  } catch {
    return false
  }
}

/** The options that would write these members. */
function readOptions(members: unknown, shape: Shape | undefined): JsonObject | undefined {
  if (!isPlainObject(members)) return undefined
  if (shape === undefined) return members
  const options: Record<string, unknown> = {}
  for (const [member, value] of Object.entries(members)) {
    const node = Object.hasOwn(shape, member) ? shape[member] : undefined
    // A member nobody knows may narrow the grant: to overlook it would make the grant wider.
    if (node === undefined) return undefined
    const read = isField(node) ? { [node[0]]: value } : readOptions(value, node)
    if (read === undefined) return undefined
    Object.assign(options, read)
  }
  return options
}
