import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** How a key server answers. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A key server on this machine, as bad as a test wants it. */
export interface KeyServer {
  readonly url: string
  answer: Answer
  /** What was asked of it so far. */
  readonly requests: readonly IncomingMessage[]
  /** Resolves once so many requests have come. */
  asked(count: number): Promise<void>
  close(): Promise<void>
}

export function jwksOf(...keys: readonly unknown[]): Answer {
  return json(JSON.stringify({ keys }))
}

export function json(body: string, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/jwk-set+json' }).end(body)
  }
}

export async function startKeyServer(answer: Answer): Promise<KeyServer> {
  const requests: IncomingMessage[] = []
  const waiting = new Map<number, () => void>()
  const server = createServer((request, response) => {
    requests.push(request)
    keyServer.answer(response, request)
    waiting.get(requests.length)?.()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${port}/jwks`,
    answer,
    requests,
    asked: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve()
        else waiting.set(count, resolve)
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  onTestFinished(() => keyServer.close())
  return keyServer
}
