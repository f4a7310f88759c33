import type { AccessGrant } from '../../../src/twilio/access/access-grant.ts'
import {
  chatGrant,
  playbackGrant,
  syncGrant,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
} from '../../../src/twilio/access/access-grants.ts'
import { readLines } from '../../fixtures/read-lines.ts'

/** A call of the fixture: the kind of grant and its members in snake case. */
interface Call {
  readonly g: 'voice' | 'video' | 'chat' | 'sync' | 'task_router' | 'playback'
  readonly grant?: object
  readonly [member: string]: unknown
}

/** What the Node library did with one builder. */
export interface AccessLine {
  readonly type: 'access' | 'taskrouter'
  readonly case: string
  readonly calls: readonly Call[]
  readonly identity: string | null
  readonly opts: { readonly ttl?: number; readonly nbf?: number; readonly region?: string }
  readonly accountSid: string
  readonly keySid: string
  readonly secret: string
  readonly now: number
  readonly token?: string
  readonly header_raw: string
  readonly payload_raw: string
  readonly payload: { readonly grants: Readonly<Record<string, unknown>> }
}

const lines = readLines<AccessLine>('twilio/access-node.jsonl')

/** Access tokens, and one line that only threw. */
export const accessLines: readonly AccessLine[] = lines.filter(({ type }) => type === 'access')

/** TaskRouter's capability tokens, signed the same way. */
export const taskRouterLines: readonly AccessLine[] = lines.filter(
  ({ type }) => type === 'taskrouter',
)

const MAKERS = {
  voice: voiceGrant,
  video: videoGrant,
  chat: chatGrant,
  sync: syncGrant,
  task_router: taskRouterGrant,
  playback: playbackGrant,
}

/** The grant that a call of the fixture asks for. */
export function grantOf({ g, grant, ...members }: Call): AccessGrant {
  const make = MAKERS[g] as (options: object | undefined) => AccessGrant
  if (g === 'playback') return make(grant)
  const options = Object.entries(members).map(([member, value]) => [
    member
      .replace('application_params', 'params')
      .replaceAll(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
    value,
  ])
  return make(Object.fromEntries(options))
}
