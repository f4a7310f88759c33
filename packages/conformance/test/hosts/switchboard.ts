import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { sendOver } from '../../../core/test/http/socket-host.ts'
import type { Host } from './host.ts'

/** Which of its applications the one server of a test file shall ask. */
const NUMBER = 'x-application'

const applications = new Map<string, RequestListener>()
let serving: Promise<number> | undefined
let started = 0

/** Serves an application behind the one socket of the test file: a socket a row would take longer. */
export async function plugIn(listener: RequestListener, errors: readonly unknown[]): Promise<Host> {
  serving ??= serve()
  const port = await serving
  started += 1
  const number = String(started)
  applications.set(number, listener)
  return {
    errors,
    send: (sent) =>
      sendOver(port, { ...sent, headers: [...(sent.headers ?? []), [NUMBER, number]] }),
    close: () => void applications.delete(number),
  }
}

async function serve(): Promise<number> {
  const server = createServer((req, res) => {
    applications.get(String(req.headers[NUMBER]))?.(req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

afterAll(() => applications.clear())
