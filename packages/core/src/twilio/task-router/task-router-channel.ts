import { requireSid } from '../sid.ts'
import { allowPolicy, type SignedPolicy } from './task-router-policy.ts'

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
    throw new TypeError(
      `${owner}: give "workerSid" or "taskQueueSid", not both; a capability is for one of them`,
    )
  }
  const base = WORKSPACES + workspaceSid
  if (workerSid !== undefined) return workerChannel(owner, base, workerSid)
  if (taskQueueSid !== undefined) return taskQueueChannel(owner, base, taskQueueSid)
  return { sid: workspaceSid, claims: {}, url: base, fetches: [base], reservationUrls: undefined }
}

function workerChannel(owner: string, base: string, workerSid: string): TaskRouterChannel {
  const sid = requireSid(owner, 'workerSid', workerSid, 'WK')
  const url = `${base}/Workers/${sid}`
  const reservationUrls = [`${base}/Tasks/**`, `${url}/Reservations/**`]
  const fetches = [`${base}/Activities`, ...reservationUrls, url]
  return { sid, claims: { worker_sid: sid }, url, fetches, reservationUrls }
}

function taskQueueChannel(owner: string, base: string, taskQueueSid: string): TaskRouterChannel {
  const sid = requireSid(owner, 'taskQueueSid', taskQueueSid, 'WQ')
  const url = `${base}/TaskQueues/${sid}`
  return { sid, claims: { taskqueue_sid: sid }, url, fetches: [url], reservationUrls: undefined }
}

/** What every capability holds: the event bridge of its channel, then what the kind may fetch. */
export function defaultPolicies(accountSid: string, channel: TaskRouterChannel): SignedPolicy[] {
  const bridge = `${EVENT_BRIDGE}${accountSid}/${channel.sid}`
  return [
    allowPolicy('GET', bridge),
    allowPolicy('POST', bridge),
    ...channel.fetches.map((url) => allowPolicy('GET', url)),
  ]
}
