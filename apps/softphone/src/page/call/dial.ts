import { APPLICATION_SID } from '../../shared/capabilities.ts'
import type { DialAnswer, DialRequest } from '../../shared/protocol.ts'
import { readProblem, type Problem } from '../problem.ts'
import type { TokenSource } from '../signal/signalling.ts'

/** How the server answered a dial. */
export type Dialled =
  | { readonly outcome: 'ringing'; readonly callId: string }
  | { readonly outcome: 'refused'; readonly problem: Problem }
  | { readonly outcome: 'unreachable' }

const PATH = `/applications/${APPLICATION_SID}/calls`

/**
 * Asks the application to call a name. A token that the server does not know any more is replaced
 * once, as after a restart of the server.
 */
export async function dial(source: TokenSource, request: DialRequest): Promise<Dialled> {
  try {
    const token = await source.getToken()
    const first = await send(token, request)
    if (first.status !== 401) return await read(first)
    return await read(await send(await source.getToken({ force: token }), request))
  } catch {
    return { outcome: 'unreachable' }
  }
}

function send(token: string, request: DialRequest): Promise<Response> {
  return fetch(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  })
}

async function read(response: Response): Promise<Dialled> {
  if (!response.ok) return { outcome: 'refused', problem: await readProblem(response) }
  const answer = (await response.json()) as DialAnswer
  return { outcome: 'ringing', callId: answer.callId }
}
