import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { harnessCode } from './harness-code.ts'

/** A request for a token that reached the server. */
export interface TokenRequest {
  /** The name of the page it came from, as far as the browser tells. */
  readonly from: string | undefined
  /** ms since 1970. */
  readonly at: number
}

/** A request for something else that the site has, which takes any token but one. */
export interface ApiRequest {
  readonly path: string
  readonly authorization: string | undefined
}

/** A site with pages and a token endpoint that a test holds in its hands. */
export interface TokenServer {
  readonly port: number
  readonly origin: string
  /** Every request for a token, also those that were refused or are held back. */
  readonly requests: readonly TokenRequest[]
  /** Every request under `/api/`. */
  readonly calls: readonly ApiRequest[]
  /** The token that the API calls invalid. */
  revoked: string | undefined
  /** Seconds of every token from now on. */
  life: number
  /** What the endpoint answers, a token when it is 200. */
  status: number
  /** Members of a refusal's body. */
  refusal: Readonly<Record<string, string>>
  /** Further headers of every page. */
  pageHeaders: Readonly<Record<string, string>>
  /** Holds back the answers to all requests that come from now on, until it is called. */
  hold(): () => void
  close(): Promise<void>
}

/** Starts a site on a port of its own, and so with an origin of its own. */
export async function startTokenServer(life: number): Promise<TokenServer> {
  const code = await harnessCode()
  const requests: TokenRequest[] = []
  const calls: ApiRequest[] = []
  let gate = Promise.resolve()

  async function answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push({ from: pageOf(request), at: Date.now() })
    const token = `token-${requests.length}`
    const expires_in = site.life
    await gate
    const { status, refusal } = site
    const body =
      status === 200 ? { access_token: token, token_type: 'Bearer', expires_in } : refusal
    const type = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
    response.writeHead(status, { ...type, ...crossOrigin(request) }).end(JSON.stringify(body))
  }

  function answerApi(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const { authorization } = request.headers
    calls.push({ path: url.pathname, authorization })
    const to = url.searchParams.get('to')
    if (to !== null) {
      response.writeHead(307, { Location: to, ...crossOrigin(request) }).end()
    } else if (site.revoked !== undefined && authorization === `Bearer ${site.revoked}`) {
      const challenge = { 'WWW-Authenticate': 'Bearer error="invalid_token"' }
      const type = { 'Content-Type': 'application/problem+json' }
      response.writeHead(401, { ...challenge, ...type, ...crossOrigin(request) })
      response.end(JSON.stringify({ status: 401, code: 'invalid_token' }))
    } else {
      response.writeHead(204, crossOrigin(request)).end()
    }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site')
    const { pathname } = url
    if (pathname === '/harness.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(code)
    } else if (request.method === 'OPTIONS') {
      response.writeHead(204, crossOrigin(request)).end()
    } else if (pathname.startsWith('/api/')) {
      answerApi(request, response, url)
    } else if (pathname === '/token') {
      void answerToken(request, response)
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html', ...site.pageHeaders })
      response.end('<!doctype html><title>Page</title><script src="/harness.js"></script>')
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const site: TokenServer = {
    port,
    origin: `http://127.0.0.1:${port}`,
    requests,
    calls,
    revoked: undefined,
    life,
    status: 200,
    refusal: {},
    pageHeaders: {},
    hold() {
      let release = (): void => {}
      gate = new Promise((resolve) => {
        release = () => {
          gate = Promise.resolve()
          resolve()
        }
      })
      return release
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return site
}

/** Everybody may ask with cookies: what the client sends is under test, not this server. */
function crossOrigin({ headers }: IncomingMessage): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': headers.origin ?? '*',
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  }
}

/** A browser names the whole page to its own origin only. */
function pageOf({ headers }: IncomingMessage): string | undefined {
  const { referer } = headers
  return referer === undefined ? undefined : new URL(referer).pathname.slice(1)
}
