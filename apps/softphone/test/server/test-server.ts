import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  startServer,
  type RunningServer,
  type StartServerOptions,
} from '../../src/server/start-server.ts'
import { APPLICATION_SID } from '../../src/shared/capabilities.ts'
import type { SignInRequest } from '../../src/shared/protocol.ts'
import { createManualTimers, type ManualTimers } from './manual-timers.ts'
import { openSocket, type TestSocket } from './test-socket.ts'

/** A real server with a clock and timers that the test moves. */
export interface TestServer {
  readonly url: string
  readonly signalUrl: string
  readonly cookieKeyFile: string
  readonly timers: ManualTimers
  /** Lets the clock jump. */
  advance(seconds: number): void
  close(): Promise<void>
}

/** Starts a server on any free port; it is closed when the test is over. */
export async function startTestServer(
  options: Partial<StartServerOptions> = {},
): Promise<TestServer> {
  const cookieKeyFile = options.cookieKeyFile ?? join(await tempFolder(), 'cookie.key')
  const timers = createManualTimers()
  let offset = 0
  const server = await startServer({
    port: 0,
    clock: () => Date.now() / 1000 + offset,
    setTimer: timers.setTimer,
    ...options,
    cookieKeyFile,
  })
  const close = closeOnce(server)
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${server.port}`,
    signalUrl: `ws://127.0.0.1:${server.port}/signal`,
    cookieKeyFile,
    timers,
    advance: (seconds) => void (offset += seconds),
    close,
  }
}

/** A folder that goes away with the test. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'softphone-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function closeOnce(server: RunningServer): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => (closed ??= server.close())
}

/** A browser: it keeps cookies and sends them along. */
export interface Browser {
  readonly cookies: Map<string, string>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  signIn(name: string, wish?: Omit<SignInRequest, 'name'>): Promise<void>
  signOut(name: string): Promise<void>
  /** Asks to revoke a token as a name; its own cookie speaks for it. */
  revoke(name: string, token: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** A fresh token of a name that is signed in. */
  token(name: string): Promise<string>
  /** Opens a socket and registers the name. */
  online(name: string): Promise<TestSocket>
  dial(token: string, body: unknown, appSid?: string): Promise<Response>
}

export function createBrowser(server: Pick<TestServer, 'url' | 'signalUrl'>): Browser {
  const cookies = new Map<string, string>()

  const post: Browser['post'] = async (path, body, headers = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(cookie !== '' && { cookie }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    return response
  }
  const expect204 = async (response: Response): Promise<void> => {
    if (response.status !== 204) throw new Error(`${response.status}: ${await response.text()}`)
  }
  const token: Browser['token'] = async (name) => {
    const response = await post('/token', { as: name })
    const answer = (await response.json()) as { access_token?: unknown }
    if (typeof answer.access_token === 'string') return answer.access_token
    throw new Error(`no token for ${name}: ${JSON.stringify(answer)}`)
  }

  return {
    cookies,
    post,
    token,
    async signIn(name, wish) {
      await expect204(await post('/sign-in', { name, ...wish }))
    },
    async signOut(name) {
      await expect204(await post('/sign-out', { as: name }))
    },
    revoke: (name, bearer, headers = {}) =>
      post('/token/revoke', new URLSearchParams({ token: bearer, as: name }).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      }),
    async online(name) {
      const socket = await openSocket(server.signalUrl, await token(name))
      socket.send({ type: 'register', clientName: name })
      await socket.next('registered')
      return socket
    },
    dial: (bearer, body, appSid = APPLICATION_SID) =>
      post(`/applications/${appSid}/calls`, body, { authorization: `Bearer ${bearer}` }),
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const at = pair.indexOf('=')
  if (attributes.includes('Max-Age=0')) cookies.delete(pair.slice(0, at))
  else cookies.set(pair.slice(0, at), pair.slice(at + 1))
}
