import { decodeText } from '#crypto'
import { ownOf } from '../../token/claims.ts'
import { parseJsonObject, type JsonObject } from '../../token/json-object.ts'
import { ACCESS_CTY } from '../access/access-shapes.ts'
import { expOfCapability } from '../exp-claim.ts'
import { hasJwtType } from '../jwt-type.ts'
import { LONGEST_TOKEN } from '../longest-token.ts'

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

// What is pasted around a token: quotes, the scheme of an Authorization header.
const WRAPPING = /^["']?(?:Authorization:\s*)?(?:Bearer\s+)?["']?|["']$/gi

/** Takes apart whatever somebody pasted; what was around the token is named, and read past. */
export function openToken(pasted: string): {
  readonly opened: OpenedTwilioToken | undefined
  readonly obstacles: readonly Obstacle[]
} {
  if (pasted.length > LONGEST_TOKEN) return { opened: undefined, obstacles: ['too_long'] }
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
    kind: kindOfToken(head, claims),
    header: head,
    payload: claims,
    headerText,
    payloadText,
    signingInput: `${header}.${payload}`,
    signature,
  }
}

/** The header decides first: claims of one's own may have the name of another kind's. */
function kindOfToken(header: JsonObject, claims: JsonObject): OpenedTwilioToken['kind'] {
  if (ownOf(header, 'cty') === ACCESS_CTY) return 'access'
  const scope = ownOf(claims, 'scope')
  if (!hasJwtType(header) || isForeignScope(scope)) return 'unknown'
  if (scope !== undefined) return 'capability'
  if (Object.hasOwn(claims, 'policies')) return 'task_router'
  return Object.hasOwn(claims, 'grants') ? 'access' : 'unknown'
}

/** The scope of another issuer's token, such as `openid profile`. */
function isForeignScope(scope: unknown): boolean {
  return typeof scope === 'string' && scope !== '' && !/(?:^| )scope:/.test(scope)
}

/** When a token ends, NumericDate, as the reader of its kind reads it; `undefined` for no date. */
export function endOf({ kind, payload }: OpenedTwilioToken): number | undefined {
  const exp = kind === 'capability' ? expOfCapability(payload) : ownOf(payload, 'exp')
  return typeof exp === 'number' && Number.isFinite(exp) ? exp : undefined
}
