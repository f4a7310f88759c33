import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** The file that the process of the clients runs, made of the sources. */
export interface ClientsFile {
  readonly file: string
  readonly remove: () => Promise<void>
}

/** The sources, and what Node takes of other packages. */
const CONDITIONS = ['@grantline/source', 'node', 'module', 'production']

/** Bundles it for Node: it is written in TypeScript, and nothing is built. */
export async function bundleClients(): Promise<ClientsFile> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-clients-'))
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: CONDITIONS },
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    build: {
      ssr: fileURLToPath(new URL('../src/clients/main.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'clients.mjs' } },
    },
  })
  return {
    file: join(folder, 'clients.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
