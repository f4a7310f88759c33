import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'

/** A worker of Cloudflare without `nodejs_compat`: nothing of Node is there. */
const MAIN = `import { run } from './module.js'
export default { fetch: async () => Response.json(await run()) }
`

/** Runs a module of a folder in workerd; what its `run` returns comes back as JSON tells it. */
export async function runInWorkerd(folder: string, module: string): Promise<unknown> {
  const code = await readFile(join(folder, module), 'utf8')
  const worker = new Miniflare({
    compatibilityDate: '2026-04-01',
    modules: [
      { type: 'ESModule', path: 'main.js', contents: MAIN },
      { type: 'ESModule', path: 'module.js', contents: code },
    ],
  })
  try {
    const response = await worker.dispatchFetch('https://worker.test/')
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return JSON.parse(text)
  } finally {
    await worker.dispose()
  }
}
