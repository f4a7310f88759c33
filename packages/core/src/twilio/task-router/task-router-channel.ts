import { requireSid } from '../sid.ts'
import { makePolicy, type SignedPolicy } from './task-router-policy.ts'

/** What a capability is for: a workspace, one of its workers or one of its task queues. */
export interface TaskRouterChannel {
  readonly sid: string
  /** Claims beside `channel` that name a worker or a task queue. */
  readonly claims: Readonly<Record<string, string>>
  readonly url: string
  /** What every capability of this kind may fetch, in the order of the token. */
  readonly fetches: readonly string[]
  /** What a worker changes to take or leave a task; a workspace and a task queue have nothing such. */
  readonly reservationUrls: readonly string[] | undefined
}

const WORKSPACES = 'https://taskrouter.twilio.com/v1/Workspaces/'
const EVENT_BRIDGE = 'https://event-bridge.twilio.com/v1/wschannels/'

/** @throws {TypeError} for a SID of another kind, and for both a worker and a task queue */
export function taskRouterChannel(
  owner: string,
  workspaceSid: string,
  workerSid: string | undefined,
  taskQueueSid: string | undefined,
): TaskRouterChannel {
  if (workerSid !== undefined && taskQueueSid !== undefined) {
    throw new TypeError(`${owner}: give "workerSid" or "taskQueueSid", not both`)
  }
  const base = WORKSPACES + workspaceSid
  if (workerSid !== undefined) {
    return workerChannel(base, requireSid(owner, 'workerSid', workerSid, 'WK'))
  }
  if (taskQueueSid === undefined) return plainChannel(base, workspaceSid, {})
  const sid = requireSid(owner, 'taskQueueSid', taskQueueSid, 'WQ')
  return plainChannel(`${base}/TaskQueues/${sid}`, sid, { taskqueue_sid: sid })
}

function workerChannel(base: string, sid: string): TaskRouterChannel {
  const url = `${base}/Workers/${sid}`
  const reservationUrls = [`${base}/Tasks/**`, `${url}/Reservations/**`]
  const fetches = [`${base}/Activities`, ...reservationUrls, url]
  return { sid, claims: { worker_sid: sid }, url, fetches, reservationUrls }
}

function plainChannel(
  url: string,
  sid: string,
  claims: TaskRouterChannel['claims'],
): TaskRouterChannel {
  return { sid, claims, url, fetches: [url], reservationUrls: undefined }
}

/** What every capability holds: the event bridge of its channel, then what the kind may fetch. */
export function defaultPolicies(accountSid: string, channel: TaskRouterChannel): SignedPolicy[] {
  const bridge = `${EVENT_BRIDGE}${accountSid}/${channel.sid}`
  return [
    makePolicy('GET', bridge),
    makePolicy('POST', bridge),
    ...channel.fetches.map((url) => makePolicy('GET', url)),
  ]
}
