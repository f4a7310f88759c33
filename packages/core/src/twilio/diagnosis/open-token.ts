import { decodeText } from '#crypto'
import { parseJsonObject, type JsonObject } from '../../token/json-object.ts'

/** A token taken apart, its signature not looked at. */
export interface OpenedTwilioToken {
  readonly kind: 'capability' | 'access' | 'task_router' | 'unknown'
  readonly header: JsonObject
  readonly payload: JsonObject
  /** The JSON as it was written: its white space and escapes tell the library. */
  readonly headerText: string
  readonly payloadText: string
  readonly signingInput: string
  readonly signature: string
}

/** What keeps a text from being read as a token. */
export type Obstacle = 'too_long' | 'wrapped' | 'parts' | 'encoding'

/** Longer texts are not looked at, in characters. */
const LONGEST = 8192

// What is pasted around a token: quotes, the scheme of an Authorization header.
const WRAPPING = /^["']?(?:Authorization:\s*)?(?:Bearer\s+)?["']?|["']$/gi

/** Takes apart whatever somebody pasted; what was around the token is named, and read past. */
export function openToken(pasted: string): {
  readonly opened: OpenedTwilioToken | undefined
  readonly obstacles: readonly Obstacle[]
} {
  if (pasted.length > LONGEST) return { opened: undefined, obstacles: ['too_long'] }
  const token = pasted.trim().replace(WRAPPING, '')
  const wrapped: readonly Obstacle[] = token === pasted ? [] : ['wrapped']
  const [header = '', payload = '', signature, more] = token.split('.')
  if (signature === undefined || more !== undefined) {
    return { opened: undefined, obstacles: [...wrapped, 'parts'] }
  }
  const opened = readParts(header, payload, signature)
  return { opened, obstacles: opened === undefined ? [...wrapped, 'encoding'] : wrapped }
}

function readParts(
  header: string,
  payload: string,
  signature: string,
): OpenedTwilioToken | undefined {
  const headerText = decodeText(header)
  const payloadText = decodeText(payload)
  if (headerText === undefined || payloadText === undefined) return undefined
  const [head, claims] = [parseJsonObject(headerText), parseJsonObject(payloadText)]
  if (head === undefined || claims === undefined) return undefined
  return {
    kind: kindOfClaims(claims),
    header: head,
    payload: claims,
    headerText,
    payloadText,
    signingInput: `${header}.${payload}`,
    signature,
  }
}

function kindOfClaims(claims: JsonObject): OpenedTwilioToken['kind'] {
  if (Object.hasOwn(claims, 'grants')) return 'access'
  if (Object.hasOwn(claims, 'policies')) return 'task_router'
  return Object.hasOwn(claims, 'scope') ? 'capability' : 'unknown'
}
