import { decodeText } from '#crypto'
import type { TokenErrorReason } from '../errors.ts'
import { isCanonicalBase64url } from '../crypto/base64url.ts'
import { parseJsonObject } from './json-object.ts'

/** A token taken apart, nothing of it believed yet. */
export interface OpenedToken {
  readonly alg: string
  readonly kid?: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly signingInput: string
  readonly signature: string
}

/** What the front door asks for. */
export interface FrontDoorOptions {
  readonly maxTokenBytes: number
  readonly algorithms: readonly string[]
  /** Lower case, without `application/`; `false` is "not checked". */
  readonly typ: string | false
}

/**
 * Checks everything about a token that needs no key (RFC 7515 §5.2, RFC 8725 §3): its size, three
 * canonical segments, strict JSON, the algorithm and the header.
 *
 * @returns the token taken apart, or why it is refused
 */
export function openToken(
  token: unknown,
  options: FrontDoorOptions,
): OpenedToken | TokenErrorReason {
  if (typeof token !== 'string') return 'malformed'
  if (token.length > options.maxTokenBytes) return 'too_large'
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first === -1 || second === -1 || token.includes('.', second + 1)) return 'malformed'

  const signature = token.slice(second + 1)
  const header = readSegment(token.slice(0, first))
  const payload = readSegment(token.slice(first + 1, second))
  if (header === undefined || payload === undefined) return 'malformed'
  if (!isCanonicalBase64url(signature)) return 'malformed'

  const problem = findHeaderProblem(header, options)
  if (problem !== undefined) return problem
  const { alg, kid } = header as { alg: string; kid?: string }
  const name = Object.hasOwn(header, 'kid') ? { kid: kid as string } : {}
  return { alg, ...name, payload, signingInput: token.slice(0, second), signature }
}

function readSegment(segment: string): Readonly<Record<string, unknown>> | undefined {
  if (!isCanonicalBase64url(segment)) return undefined
  const text = decodeText(segment)
  return text === undefined ? undefined : parseJsonObject(text)
}

function findHeaderProblem(
  header: Readonly<Record<string, unknown>>,
  options: FrontDoorOptions,
): TokenErrorReason | undefined {
  const own = (member: string): unknown =>
    Object.hasOwn(header, member) ? header[member] : undefined
  const alg = own('alg')
  if (typeof alg !== 'string' || !options.algorithms.includes(alg)) return 'algorithm'
  // We understand no critical extension, so every one of them must be refused (RFC 7515 §4.1.11).
  if (Object.hasOwn(header, 'crit')) return 'critical_header'
  if (Object.hasOwn(header, 'b64') && own('b64') !== true) return 'critical_header'
  if (Object.hasOwn(header, 'kid') && typeof own('kid') !== 'string') return 'key'
  if (options.typ !== false && normalTyp(own('typ')) !== options.typ) return 'type'
  return undefined
}

/** `typ` compares without case, and its `application/` may be left out (RFC 7515 §4.1.9). */
export function normalTyp(typ: unknown): string | undefined {
  if (typeof typ !== 'string') return undefined
  const lower = typ.toLowerCase()
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}
