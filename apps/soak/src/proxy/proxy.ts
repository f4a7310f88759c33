import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { cut, listen } from '../service/listen.ts'
import { SENT_AT, USER } from '../service/parts.ts'
import type { Random } from '../random.ts'
import { drawCallFault, drawTokenFault, type Answer, type Fault } from './faults.ts'
import type { Ledger } from './ledger.ts'
import { play } from './play.ts'

/** When the token of a request was handed out, ms since 1970. */
export const HANDED_AT = 'x-handed-at'

/** Settings of {@link startProxy}. */
export interface ProxyOptions {
  /** The server behind it. */
  readonly target: string
  readonly random: Random
  readonly ledger: Ledger
}

/** A bad network before a server. */
export interface Proxy {
  readonly origin: string
  /** How often each fault was drawn. */
  readonly drawn: Readonly<Record<string, number>>
  /** Errors of the proxy itself. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

/** What is answered when the server is away. */
const AWAY: Answer = { status: 502, headers: {}, body: '' }

/** Starts it on a free port of this machine. */
export async function startProxy({ target, random, ledger }: ProxyOptions): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true })
  const drawn: Record<string, number> = {}
  const errors: string[] = []

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const user = String(req.headers[USER])
    const isToken = req.url === '/token'
    const sentAt = Number(req.headers[SENT_AT])
    if (isToken) ledger.asked(user, sentAt)
    else if (req.url?.startsWith('/calls/') === true) note(ledger, user, req)
    const fault = isToken ? drawTokenFault(random) : drawCallFault(random)
    drawn[fault.name] = (drawn[fault.name] ?? 0) + 1
    const body = await textOf(req)
    const answer = fault.asks ? await ask({ agent, target, req, body }) : AWAY
    const isGood = fault.isGood && answer.status === 200
    if (isToken) {
      const retryAfter = retryAfterOf(fault, answer)
      // By the clock of the client, who cannot have failed before: this process may be slow.
      ledger.answered({ user, isGood, retryAfter }, sentAt)
    }
    await play(fault.steps(answer, random), res)
  }
  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      // Whoever hangs up while it is being heard is no error.
      if (!req.destroyed) errors.push(String(error))
      res.destroy()
    })
  })
  server.keepAliveTimeout = 30_000
  const port = await listen(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    drawn,
    errors,
    async close() {
      agent.destroy()
      await cut(server)
    },
  }
}

/** Of a server's refusal what it says itself counts, not the fault around it. */
function retryAfterOf({ isGood, retryAfter = 0 }: Fault, { headers }: Answer): number {
  return isGood ? Number(headers['retry-after'] ?? 0) : retryAfter
}

function note(ledger: Ledger, user: string, { headers }: IncomingMessage): void {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  ledger.used(user, token, Number(headers[HANDED_AT]))
}

interface Asked {
  readonly agent: Agent
  readonly target: string
  readonly req: IncomingMessage
  readonly body: string
}

/** Passes a request on; a server that is away is a 502. */
function ask({ agent, target, req, body }: Asked): Promise<Answer> {
  const headers = { ...req.headers, 'content-length': String(Buffer.byteLength(body)) }
  const { method } = req
  return new Promise((resolve) => {
    const away = (): void => resolve(AWAY)
    const passed = request(new URL(req.url ?? '', target), { agent, headers, method }, (res) => {
      textOf(res).then((text) => resolve(answerOf(res, text)), away)
    })
    passed.once('error', away)
    passed.end(body)
  })
}

const KEPT = ['content-type', 'retry-after', 'www-authenticate', 'cache-control']

function answerOf({ statusCode = 502, headers }: IncomingMessage, body: string): Answer {
  const kept = KEPT.flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  return { status: statusCode, headers: Object.fromEntries(kept), body }
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = ''
  message.setEncoding('utf8')
  for await (const piece of message) text += piece
  return text
}
