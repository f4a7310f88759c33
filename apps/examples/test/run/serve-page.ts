import { createServer, request, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { bundle } from './bundle.ts'

/** The files of a page, by path; what has none is asked of the server behind. */
export type PageFiles = Readonly<Record<string, { readonly type: string; readonly body: string }>>

/** Listens on the loopback until the test is over, and says where. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Serves files in front of a server, as one origin. */
export async function serveFiles(files: PageFiles, behind: string): Promise<string> {
  const server = createServer((asked, response) => {
    const file = files[asked.url ?? '']
    if (file) return response.writeHead(200, { 'content-type': file.type }).end(file.body)
    const { method, headers } = asked
    const passed = request(`${behind}${asked.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    return asked.pipe(passed)
  })
  return await listen(server)
}

/** Code as a page loads it; what it exports is `globalThis.page`. */
export async function bundlePage(code: string): Promise<string> {
  return await bundle(
    { code: `${code}\nexport {}` },
    {
      platform: 'browser',
      conditions: ['@grantline/source', 'browser'],
      plugins: [],
      format: 'iife',
      globalName: 'globalThis.page',
    },
  )
}

/** Serves a page that runs the code, in front of a server. */
export async function servePage(code: string, behind: string): Promise<string> {
  const html = '<!doctype html><title>Page</title><script src="/page.js"></script>'
  return await serveFiles(
    {
      '/': { type: 'text/html', body: html },
      '/page.js': { type: 'text/javascript', body: await bundlePage(code) },
    },
    behind,
  )
}
