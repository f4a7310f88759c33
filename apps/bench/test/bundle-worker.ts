import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** A file that another process runs, made of the sources. */
export interface Worker {
  readonly file: string
  readonly remove: () => Promise<void>
}

/** The sources, and what Node takes of other packages. */
const CONDITIONS = ['@grantline/source', 'node', 'module', 'production']

/**
 * Bundles it for Node: it is written in TypeScript, and nothing is built.
 *
 * @param entry - its source, as this file would import it
 */
export async function bundleWorker(entry = '../src/http/worker.ts'): Promise<Worker> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-worker-'))
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: CONDITIONS },
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    build: {
      ssr: fileURLToPath(new URL(entry, import.meta.url)),
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
