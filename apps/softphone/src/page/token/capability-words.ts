import {
  clientIncoming,
  clientOutgoing,
  clientPresence,
  eventStream,
  PRESENCE_EVENTS,
} from '../../shared/capabilities.ts'
import type { Params } from '../call/call-state.ts'

/** What a token carries for one capability: a scope, read. */
export type Scope = Parameters<typeof clientIncoming.from>[0]

/** One capability in words. */
export interface CapabilityWords {
  readonly sentence: string
  /** Parameters that were signed for the service; nobody compares them. */
  readonly signed: Params
  /** Whether it takes away instead of giving. */
  readonly limits: boolean
}

const WORD_JOINER = '\u2060'

/** Says what one capability of a token allows. */
export function capabilityWords(scope: Scope): CapabilityWords {
  const incoming = clientIncoming.from(scope)
  if (incoming !== undefined) return allowed(`Receive calls as ${incoming.clientName}`)

  const outgoing = clientOutgoing.from(scope)
  if (outgoing !== undefined) {
    const { appSid, appParams = {}, clientName } = outgoing
    const as = clientName === undefined ? '' : `, as ${clientName}`
    return allowed(`Place calls through application ${shortSid(appSid)}${as}`, appParams)
  }

  const stream = eventStream.from(scope)
  if (stream !== undefined) {
    const { path, params, appParams } = stream
    const what = path === PRESENCE_EVENTS ? 'Hear who is here, through' : 'Hear'
    return allowed(`${what} the events of ${path}`, { ...params, ...appParams })
  }

  const presence = clientPresence.from(scope)
  if (presence?.enabled === 'False') {
    return { sentence: 'Invisible: not shown, not told who is here', signed: {}, limits: true }
  }
  return allowed(`Something this page does not know: ${scope.service}:${scope.privilege}`)
}

/** An application's SID, short enough to read, and in one piece: a line could break at the dots. */
export function shortSid(sid: string): string {
  return sid.length <= 12 ? sid : `${sid.slice(0, 6)}…${WORD_JOINER}${sid.slice(-4)}`
}

function allowed(sentence: string, signed: Params = {}): CapabilityWords {
  return { sentence, signed, limits: false }
}
