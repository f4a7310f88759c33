import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** The file that server processes run, made of the sources. */
export interface Worker {
  readonly file: string
  readonly remove: () => Promise<void>
}

/** The sources, and what Node takes of other packages. */
const CONDITIONS = ['@grantline/source', 'node', 'module', 'production']

/** Bundles it for Node: it is written in TypeScript, and nothing is built. */
export async function bundleWorker(): Promise<Worker> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-worker-'))
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: CONDITIONS },
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    build: {
      ssr: fileURLToPath(new URL('../src/http/worker.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  })
  return {
    file: join(folder, 'worker.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
