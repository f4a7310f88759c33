import { SOON, type ExpectedAnswer } from './row.ts'

const GUARD_HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }

const PLAIN_BODY = {
  malformed_request: {
    title: 'Bad Request',
    status: 400,
    detail: 'credentials malformed',
    error: 'invalid_request',
  },
  missing_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token missing',
    error: 'missing_token',
  },
  invalid_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token invalid',
    error: 'invalid_token',
  },
  expired_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token expired',
    error: 'invalid_token',
  },
  revoked_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token revoked',
    error: 'invalid_token',
  },
  replayed_token: {
    title: 'Unauthorized',
    status: 401,
    detail: 'token already used',
    error: 'invalid_token',
  },
} as const

type PlainCode = keyof typeof PLAIN_BODY

/** The answer of the code, spelled out: status, every header, body. */
export function refused(code: PlainCode, challenge: string = challengeOf(code)): ExpectedAnswer {
  const { title, status, detail, error } = PLAIN_BODY[code]
  return {
    status,
    headers: { ...GUARD_HEADERS, 'www-authenticate': challenge },
    body: { type: 'about:blank', title, status, detail, code, error },
  }
}

function challengeOf(code: PlainCode): string {
  if (code === 'missing_token') return 'Bearer realm="api"'
  const { detail, error } = PLAIN_BODY[code]
  return `Bearer realm="api", error="${error}", error_description="${detail}"`
}

export function insufficient(required: string): ExpectedAnswer {
  return {
    status: 403,
    headers: {
      ...GUARD_HEADERS,
      'www-authenticate': `Bearer realm="api", error="insufficient_scope", scope="${required}"`,
    },
    body: {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'capability missing',
      code: 'insufficient_capability',
      error: 'insufficient_scope',
      required,
    },
  }
}

export const UNAVAILABLE: ExpectedAnswer = {
  status: 503,
  headers: { ...GUARD_HEADERS, 'retry-after': SOON },
  body: {
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'token could not be checked now',
    code: 'verifier_unavailable',
    error: 'temporarily_unavailable',
  },
}

/** No other credential would help, so there is no challenge. */
export const CROSS_SITE_REFUSAL: ExpectedAnswer = {
  status: 403,
  headers: GUARD_HEADERS,
  body: {
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    detail: 'cross-site request',
    code: 'cross_site',
    error: 'invalid_request',
  },
}

/** What every host answers on a route of its own once a request passes. */
export function served(body: unknown): ExpectedAnswer {
  return {
    status: 200,
    headers: { 'content-type': /^application\/json/ },
    body,
  }
}
