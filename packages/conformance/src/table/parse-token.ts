import type { Answer } from '../wire.ts'

/** The token in the answer of an endpoint. */
export function parseToken(answer: Answer | undefined): string {
  const body: unknown = JSON.parse(answer?.body ?? '')
  if (typeof body === 'object' && body !== null && 'access_token' in body) {
    return String(body.access_token)
  }
  throw new Error('there is no token in the answer')
}
