import type { IncomingCall, PeerSignal, ServerMessage } from '../../shared/protocol.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads one message of the server; `undefined` for anything this page does not understand. */
export function readMessage(text: string): ServerMessage | undefined {
  const fields = parse(text)
  if (fields === undefined) return undefined
  const message = fields as unknown as ServerMessage
  return isKnown(fields, message.type) ? message : undefined
}

function isKnown(fields: Fields, type: ServerMessage['type']): boolean {
  switch (type) {
    case 'signed_out':
      return true
    case 'connected':
      return hasText(fields, 'connection')
    case 'registered':
      return hasText(fields, 'clientName')
    case 'renewed':
      return typeof own(fields, 'expiresAt') === 'number'
    case 'presence':
      return isListOfText(own(fields, 'names'))
    case 'incoming':
      return isCall(own(fields, 'call'))
    case 'accepted':
      return hasText(fields, 'callId')
    case 'resumed':
      return hasText(fields, 'callId') && hasText(fields, 'state')
    case 'ended':
      return hasText(fields, 'callId') && hasText(fields, 'reason')
    case 'signal':
      return hasText(fields, 'callId') && isPeerSignal(own(fields, 'signal'))
    case 'refused':
      return hasText(fields, 'of') && hasText(fields, 'code') && hasText(fields, 'title')
    default:
      return false
  }
}

function isCall(value: unknown): value is IncomingCall {
  if (!isFields(value)) return false
  const params = own(value, 'params')
  return (
    hasText(value, 'id') &&
    hasText(value, 'from') &&
    hasText(value, 'to') &&
    isFields(params) &&
    Object.values(params).every((each) => typeof each === 'string' || isListOfText(each))
  )
}

function isPeerSignal(value: unknown): value is PeerSignal {
  if (!isFields(value)) return false
  const description = own(value, 'description')
  if (description === undefined) return isFields(own(value, 'candidate'))
  if (!isFields(description) || !hasText(description, 'sdp')) return false
  const type = own(description, 'type')
  return type === 'offer' || type === 'answer'
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

function hasText(fields: Fields, key: string): boolean {
  return typeof own(fields, key) === 'string'
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
