import { CODES, GrantlineError, type ErrorCode } from '../errors.ts'
import { formatChallenge, type ChallengeParam } from './challenge.ts'
import { retryAfter } from './retry-after.ts'

/** The codes a gate refuses a request with. */
export type DenialCode = {
  [Code in ErrorCode]: (typeof CODES)[Code]['status'] extends number ? Code : never
}[ErrorCode]

/** The body of a refusal (RFC 9457, problem details). */
export interface Problem {
  /** `about:blank`, or the configured base and the code. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  /** The code of Grantline, for programs. */
  readonly code: DenialCode
  /** The `error` of the challenge; a browser of another origin cannot read the header. */
  readonly error: string
  /** The scope that would have sufficed, with `insufficient_capability`. */
  readonly required?: string
}

/** How a gate words its refusals. */
export interface DenialStyle {
  readonly realm: string
  readonly resourceMetadata?: string | undefined
  readonly problemTypeBase?: string | undefined
}

/** What a refusal says beyond its code. */
export interface DenialDetails {
  /** The error underneath, with the reason: for logs. */
  readonly cause?: unknown
  /** The scope that would have sufficed. */
  readonly required?: string
}

type DenialStatus = (typeof CODES)[DenialCode]['status']

/** RFC 9457 §4.2.1: a problem of type `about:blank` is titled by its status. */
export const STATUS_TITLES: Readonly<Record<DenialStatus, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
}

/**
 * A refused request, as the HTTP answer that says so; made by a gate.
 *
 * Everything here may be sent to the client, except `cause`, which says why and is for logs.
 *
 * @example
 * ```ts
 * try {
 *   await gate.authenticate(requestView(request))
 * } catch (error) {
 *   if (error instanceof Denial) return error.toResponse(request.method)
 *   throw error
 * }
 * ```
 */
export class Denial extends GrantlineError {
  declare readonly code: DenialCode
  readonly status: DenialStatus
  readonly headers: Readonly<Record<string, string>>
  readonly body: Problem

  constructor(code: DenialCode, style: DenialStyle, details: DenialDetails = {}) {
    super(code, { cause: details.cause })
    this.name = 'Denial'
    this.status = CODES[code].status
    this.headers = Object.freeze(headersOf(code, style, details.required))
    this.body = Object.freeze(problemOf(code, style, details.required))
  }

  /** The answer; with the method `HEAD` it has the same headers and no body. */
  toResponse(method?: string): Response {
    const body = method === 'HEAD' ? null : JSON.stringify(this.body)
    return new Response(body, { status: this.status, headers: this.headers })
  }
}

function headersOf(
  code: DenialCode,
  style: DenialStyle,
  required: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  }
  if (code === 'verifier_unavailable') return { ...headers, 'Retry-After': retryAfter() }
  // No other credential would help: the page is the wrong one.
  if (code === 'cross_site') return headers
  const params = [...realmParams(style), ...errorParams(code, required)]
  return { ...headers, 'WWW-Authenticate': formatChallenge('Bearer', params) }
}

function realmParams(style: DenialStyle): ChallengeParam[] {
  const params: ChallengeParam[] = [['realm', style.realm]]
  if (style.resourceMetadata !== undefined) {
    params.push(['resource_metadata', style.resourceMetadata])
  }
  return params
}

function errorParams(code: DenialCode, required: string | undefined): ChallengeParam[] {
  // RFC 6750 §3.1: a request without credentials gets no error information.
  if (code === 'missing_token') return []
  const { oauthError, description } = CODES[code]
  if (required !== undefined) {
    return [
      ['error', oauthError],
      ['scope', required],
    ]
  }
  return [
    ['error', oauthError],
    ['error_description', description],
  ]
}

function problemOf(code: DenialCode, style: DenialStyle, required: string | undefined): Problem {
  const { status, oauthError, description } = CODES[code]
  const base = style.problemTypeBase
  return {
    type: base === undefined ? 'about:blank' : `${base}${code}`,
    title: base === undefined ? STATUS_TITLES[status] : description,
    status,
    detail: description,
    code,
    error: oauthError,
    ...(required !== undefined && { required }),
  }
}
