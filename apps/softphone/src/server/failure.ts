import { isObject } from './own-value.ts'
import { problemReply, type Reply } from './reply.ts'

/** The answer to a path that does not exist. */
export function notFound(): Reply {
  return problemReply(404, 'not_found', 'There is nothing here.')
}

/** The answer to a body over the limit. */
export function tooLarge(): Reply {
  return problemReply(413, 'too_large', 'The body of the request is too large.')
}

/** The answer to whatever a framework or a handler threw; `onError` is told what nobody expected. */
export function failed(error: unknown, onError: (error: unknown) => void): Reply {
  const status = statusOf(error)
  if (status === 413) return tooLarge()
  if (status === 500) {
    onError(error)
    return problemReply(500, 'failed', 'The server failed.')
  }
  return problemReply(status, 'bad_request', 'The request could not be read.')
}

/** The status of an error with which a framework says that the request itself is at fault. */
function statusOf(error: unknown): number {
  const status = isObject(error) ? error['status'] : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
