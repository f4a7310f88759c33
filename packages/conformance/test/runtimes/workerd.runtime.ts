import { Miniflare } from 'miniflare'
import { bundleServer } from './bundle-server.ts'
import { describeServer } from './describe-server.ts'
import type { RunningServer } from './start-program.ts'

describeServer('the bare handlers on workerd', start)

/** A worker of Cloudflare without `nodejs_compat`: nothing of Node is there. */
async function start(): Promise<RunningServer> {
  const code = await bundleServer('worker', ['workerd', 'worker', 'browser'])
  const worker = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    compatibilityDate: '2026-04-01',
    modules: [{ type: 'ESModule', path: 'main.js', contents: code }],
  })
  const { port } = await worker.ready
  return { port: Number(port), stop: () => worker.dispose() }
}
