import { APPLICATION_SID } from '../../shared/capabilities.ts'
import type { DialAnswer, DialRequest } from '../../shared/protocol.ts'
import { readProblem, type Problem } from '../problem.ts'

/** How the server answered a dial. */
export type Dialled =
  | { readonly outcome: 'ringing'; readonly callId: string }
  | { readonly outcome: 'refused'; readonly problem: Problem }
  | { readonly outcome: 'unreachable' }

const PATH = `/applications/${APPLICATION_SID}/calls`

/**
 * Asks the application to call a name. A token that the server does not know any more, as after a
 * restart of it, is replaced on the way.
 */
export async function dial(authFetch: typeof fetch, request: DialRequest): Promise<Dialled> {
  try {
    const response = await authFetch(PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    return await read(response)
  } catch {
    return { outcome: 'unreachable' }
  }
}

async function read(response: Response): Promise<Dialled> {
  if (!response.ok) return { outcome: 'refused', problem: await readProblem(response) }
  const answer = (await response.json()) as DialAnswer
  return { outcome: 'ringing', callId: answer.callId }
}
