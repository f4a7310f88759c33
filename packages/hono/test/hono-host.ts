import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { listen, type SocketHost } from '../../core/test/http/socket-host.ts'

/** Starts an application behind a real socket: `@hono/node-server`. */
export async function serve(app: Hono): Promise<SocketHost> {
  const listener = getRequestListener(app.fetch)
  return await listen(
    createServer((req, res) => void listener(req, res)),
    [],
  )
}
