import { decodeText, isCanonical } from '#crypto'
import type { TokenErrorReason } from '../errors.ts'
import type { Algorithm } from '../key/algorithm.ts'
import { parseJsonObject, type JsonObject } from './json-object.ts'

/** A token taken apart, nothing of it believed yet. */
export interface OpenedToken {
  readonly header: OpenedHeader
  readonly payload: JsonObject
  readonly signingInput: string
  readonly signature: string
}

/** What a header says. */
export interface OpenedHeader {
  readonly alg: Algorithm
  readonly kid: string | undefined
}

/** What the front door asks for. */
export interface FrontDoorOptions {
  readonly maxTokenBytes: number
  /** Lower case, without `application/`; `false` is "not checked". */
  readonly typ: string | false
  /** A further look at the header, for profiles that have rules of their own. */
  readonly acceptsHeader?: ((header: JsonObject) => boolean) | undefined
  /** Whether a token with this algorithm may go on. */
  accepts(alg: string): alg is Algorithm
}

/** Takes a token apart, or says why it is refused. */
export type FrontDoor = (token: unknown) => OpenedToken | TokenErrorReason

/** Headers that are remembered: one per key and issuer, so few are enough. */
const HEADERS = 16

/**
 * Prepares the checks that need no key (RFC 7515 §5.2, RFC 8725 §3): size, three canonical segments,
 * strict JSON, the algorithm and the header. All tokens of one key have the same header, so a good
 * one is read once.
 */
export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const headers = new Map<string, OpenedHeader>()
  let last = ''
  let lastOpened: OpenedHeader | undefined

  const openHeader = (token: string, end: number): OpenedHeader | TokenErrorReason => {
    if (lastOpened !== undefined && last.length === end && token.startsWith(last)) return lastOpened
    const segment = token.slice(0, end)
    const opened = headers.get(segment) ?? readHeader(segment, options)
    if (typeof opened === 'string') return opened
    if (headers.size >= HEADERS) headers.clear()
    headers.set(segment, opened)
    last = segment
    lastOpened = opened
    return opened
  }

  return (token) => {
    if (typeof token !== 'string') return 'malformed'
    if (token.length > options.maxTokenBytes) return 'too_large'
    const first = token.indexOf('.')
    const second = token.indexOf('.', first + 1)
    if (first === -1 || second === -1 || token.includes('.', second + 1)) return 'malformed'

    const header = openHeader(token, first)
    if (header === 'malformed') return header
    const payload = readSegment(token.slice(first + 1, second))
    const signature = token.slice(second + 1)
    if (payload === undefined || !isCanonical(signature)) return 'malformed'
    if (typeof header === 'string') return header
    return { header, payload, signingInput: token.slice(0, second), signature }
  }
}

/** One segment as a JSON object. */
export function readSegment(segment: string): JsonObject | undefined {
  const text = decodeText(segment)
  return text === undefined ? undefined : parseJsonObject(text)
}

function readHeader(segment: string, options: FrontDoorOptions): OpenedHeader | TokenErrorReason {
  const header = readSegment(segment)
  if (header === undefined) return 'malformed'
  const own = (member: string): unknown =>
    Object.hasOwn(header, member) ? header[member] : undefined
  const alg = own('alg')
  const kid = own('kid')
  if (typeof alg !== 'string' || !options.accepts(alg)) return 'algorithm'
  // We understand no critical extension, so every one of them must be refused (RFC 7515 §4.1.11).
  if (Object.hasOwn(header, 'crit')) return 'critical_header'
  if (Object.hasOwn(header, 'b64') && own('b64') !== true) return 'critical_header'
  if (Object.hasOwn(header, 'kid') && typeof kid !== 'string') return 'key'
  if (options.typ !== false && normalTyp(own('typ')) !== options.typ) return 'type'
  if (options.acceptsHeader?.(header) === false) return 'type'
  return { alg, kid: kid as string | undefined }
}

/** `typ` compares without case, and its `application/` may be left out (RFC 7515 §4.1.9). */
export function normalTyp(typ: unknown): string | undefined {
  if (typeof typ !== 'string') return undefined
  const lower = typ.toLowerCase()
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}
