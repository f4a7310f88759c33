import type { Dialect, Saying } from './said.ts'

const constructWorker: Saying = (said, { args }) => {
  const [accountSid, secret, workspaceSid, workerSid] = args
  Object.assign(said.holder, { accountSid, secret, workspaceSid, workerSid })
  said.calls.push({ kind: 'worker' })
}

function allows(word: string): Saying {
  return (said) => void said.calls.push(word)
}

/** How the PHP library makes the capability of a worker; it ends as capability tokens do. */
export const taskRouterDialect: Dialect = {
  workercapability: constructWorker,
  allowfetchsubresources: allows('fetch_sub'),
  allowupdates: allows('update'),
  allowactivityupdates: allows('activity_updates'),
  allowreservationupdates: allows('reservation_updates'),
}
