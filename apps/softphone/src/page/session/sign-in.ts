import type { SignInRequest, SignOutRequest } from '../../shared/protocol.ts'
import { problemWords, readProblem } from '../problem.ts'

/** How a request ended: done, or with a sentence that says why not. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly sentence: string }

/** Asks the server for the cookie of a name. */
export function signIn(request: SignInRequest): Promise<Outcome> {
  return post('/sign-in', request)
}

/** Gives the cookie of a name back and ends its sockets. */
export function signOut(name: string): Promise<Outcome> {
  return post('/sign-out', { as: name } satisfies SignOutRequest)
}

function post(path: string, body: unknown): Promise<Outcome> {
  const headers = { 'content-type': 'application/json' }
  return send(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Sends a request of which only the success counts. */
export async function send(path: string, request: RequestInit): Promise<Outcome> {
  try {
    const response = await fetch(path, request)
    if (response.ok) return { ok: true }
    return { ok: false, sentence: problemWords(await readProblem(response)) }
  } catch {
    return { ok: false, sentence: 'The server does not answer. Is it running?' }
  }
}
