import { NAME_PATTERN } from '../shared/capabilities.ts'
import type { ClientMessage, PeerSignal } from '../shared/protocol.ts'
import { isObject, own, ownText, parseObject } from './own-value.ts'

/** What a page sent, or which kind of message could not be read. */
export type ReadMessage =
  | { readonly message: ClientMessage }
  | { readonly unreadable: ClientMessage['type'] | 'message' }

/** Longer than any message of the protocol: an SDP of one audio track takes some 3 KiB. */
export const MAX_MESSAGE_BYTES: number = 32 * 1024

const MAX_CALL_ID = 64
const MAX_TOKEN = 8192
const MAX_SDP = 24 * 1024
const MAX_CANDIDATE = 4 * 1024

const READERS: {
  readonly [Type in ClientMessage['type']]: (
    object: Readonly<Record<string, unknown>>,
  ) => Extract<ClientMessage, { type: Type }> | undefined
} = {
  register: (object) => {
    const clientName = own(object, 'clientName')
    if (typeof clientName !== 'string' || !NAME_PATTERN.test(clientName)) return undefined
    return { type: 'register', clientName }
  },
  token: (object) => {
    const token = ownText(object, 'token', MAX_TOKEN)
    return token === undefined ? undefined : { type: 'token', token }
  },
  accept: (object) => aboutCall('accept', object),
  decline: (object) => aboutCall('decline', object),
  hang_up: (object) => aboutCall('hang_up', object),
  resume: (object) => aboutCall('resume', object),
  signal: (object) => {
    const callId = ownText(object, 'callId', MAX_CALL_ID)
    const signal = readSignal(own(object, 'signal'))
    if (callId === undefined || signal === undefined) return undefined
    return { type: 'signal', callId, signal }
  },
}

/** Reads one message of a page, strictly: what comes back holds nothing but the protocol's members. */
export function readClientMessage(text: string): ReadMessage {
  const object = parseObject(text)
  const type = object === undefined ? undefined : own(object, 'type')
  if (object === undefined || !isType(type)) return { unreadable: 'message' }
  const message = READERS[type](object)
  return message === undefined ? { unreadable: type } : { message }
}

function isType(type: unknown): type is ClientMessage['type'] {
  return typeof type === 'string' && Object.hasOwn(READERS, type)
}

function aboutCall<Type extends 'accept' | 'decline' | 'hang_up' | 'resume'>(
  type: Type,
  object: Readonly<Record<string, unknown>>,
): { readonly type: Type; readonly callId: string } | undefined {
  const callId = ownText(object, 'callId', MAX_CALL_ID)
  return callId === undefined ? undefined : { type, callId }
}

function readSignal(value: unknown): PeerSignal | undefined {
  if (!isObject(value)) return undefined
  const description = own(value, 'description')
  const candidate = own(value, 'candidate')
  if (description === undefined && candidate === undefined) return undefined
  const read = description === undefined ? undefined : readDescription(description)
  if (description !== undefined && read === undefined) return undefined
  if (candidate !== undefined && !isCandidate(candidate)) return undefined
  return {
    ...(read !== undefined && { description: read }),
    ...(candidate !== undefined && { candidate }),
  }
}

function readDescription(value: unknown): PeerSignal['description'] {
  if (!isObject(value)) return undefined
  const type = own(value, 'type')
  const sdp = ownText(value, 'sdp', MAX_SDP)
  if ((type !== 'offer' && type !== 'answer') || sdp === undefined) return undefined
  return { type, sdp }
}

function isCandidate(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && JSON.stringify(value).length <= MAX_CANDIDATE
}
