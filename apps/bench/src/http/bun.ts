import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What serves: Node, or Bun. */
export type Runtime = 'node' | 'bun'

/** A handler of requests, as `fetch` would answer them. */
export type Fetch = (request: Request) => Response | Promise<Response>

interface Bun {
  serve(options: {
    readonly hostname: string
    readonly port: number
    /** Seconds. */
    readonly idleTimeout: number
    readonly fetch: Fetch
  }): { readonly port: number }
}

/** The program of the package `bun`. */
export function bunProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('bun/package.json')
  return join(dirname(manifest), 'bin/bun.exe')
}

/**
 * Serves with Bun's own server, on a free port of this machine alone: tells its origin.
 *
 * @throws {Error} if this process is none of Bun
 */
export function serveOnBun(fetch: Fetch): string {
  const { Bun: bun } = globalThis as { Bun?: Bun }
  if (bun === undefined) throw new Error('only a process of Bun has its server')
  const { port } = bun.serve({ hostname: '127.0.0.1', port: 0, idleTimeout: 120, fetch })
  return `http://127.0.0.1:${port}`
}
