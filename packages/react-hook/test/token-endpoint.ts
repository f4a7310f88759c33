import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a test asks the endpoint for, as `params`. */
interface TokenRequest {
  /** Whose token: the requests of one name are counted together. */
  readonly as?: string
  /** Seconds; 600 unless given. */
  readonly ttl?: string
}

interface DevServer {
  readonly middlewares: {
    use(
      path: string,
      handler: (request: IncomingMessage, response: ServerResponse) => void,
    ): unknown
  }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * A token endpoint on the server of the tests. A token says whose it is and which request it came
 * from: `sub` is the name, `jti` the name and the number of the request.
 */
export function tokenEndpoint(): {
  readonly name: string
  readonly configureServer: (server: DevServer) => void
} {
  const counts = new Map<string, number>()
  const answer = (body: string, response: ServerResponse): void => {
    const { as = '', ttl = '600' }: TokenRequest = JSON.parse(body)
    const count = (counts.get(as) ?? 0) + 1
    counts.set(as, count)
    const expiresIn = Number(ttl)
    const iat = Math.floor(Date.now() / 1000)
    const scope = `scope:client:outgoing?appSid=AP-${as}`
    const claims = { sub: as, jti: `${as}-${count}`, scope, iat, exp: iat + expiresIn }
    const token = `${encode({ alg: 'none' })}.${encode(claims)}.`
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ access_token: token, expires_in: expiresIn }))
  }
  return {
    name: 'token-endpoint',
    configureServer: ({ middlewares }) => {
      middlewares.use('/token', (request, response) => {
        let body = ''
        request.setEncoding('utf8')
        request.on('data', (chunk: string) => {
          body += chunk
        })
        request.on('end', () => answer(body, response))
      })
    },
  }
}
