import { createServer, type RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Express } from 'express'
import type { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { listen, type RawConnection, type SocketHost } from '../../../core/test/http/socket-host.ts'
import type { Setup } from '../../src/setup.ts'
import { buildExpress } from './express-host.ts'
import { buildHono } from './hono-host.ts'

/** What is asked of both adapters alike. */
export const ADAPTERS: readonly (readonly [
  name: string,
  open: (setup: Setup) => Promise<SocketHost>,
])[] = [
  [
    'express',
    async (setup) => {
      const { app, errors } = buildExpress(setup)
      return await openExpress(app, errors)
    },
  ],
  [
    'hono',
    async (setup) => {
      const { app, errors } = buildHono(setup)
      return await openHono(app, errors)
    },
  ],
]

/** Serves an Express application on a socket of its own, for one test. */
export function openExpress(app: Express, errors: readonly unknown[] = []): Promise<SocketHost> {
  return open(app, errors)
}

/** Serves a Hono application on a socket of its own, for one test. */
export function openHono(app: Hono, errors: readonly unknown[] = []): Promise<SocketHost> {
  const listener = getRequestListener(app.fetch)
  return open((req, res) => void listener(req, res), errors)
}

async function open(listener: RequestListener, errors: readonly unknown[]): Promise<SocketHost> {
  const host = await listen(createServer(listener), errors)
  onTestFinished(() => host.close())
  return host
}

/** Opens a bare connection, for one test. */
export async function connect(host: SocketHost): Promise<RawConnection> {
  const connection = await host.open()
  onTestFinished(() => connection.destroy())
  return connection
}
