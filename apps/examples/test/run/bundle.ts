import { build, type BuildOptions, type Plugin } from 'esbuild'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** Packages of others are loaded from where they are installed; only ours are bundled. */
const loadOthers: Plugin = {
  name: 'load-others',
  setup(bundling) {
    bundling.onResolve({ filter: /^[@a-z]/ }, ({ path, importer }) => {
      const isOurs = path.startsWith('@grantline/') || importer.includes('/packages/')
      return isOurs ? undefined : { path: import.meta.resolve(path), external: true }
    })
  },
}

/** What is bundled: a file of this app, or code that stands elsewhere. */
export type Entry = { readonly file: string } | { readonly code: string }

/** Bundles an example from the sources of this repository. */
export async function bundle(entry: Entry, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    ...('file' in entry
      ? { entryPoints: [entry.file] }
      : { stdin: { contents: entry.code, loader: 'ts', resolveDir: folder } }),
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    conditions: ['@grantline/source'],
    plugins: [loadOthers],
    logLevel: 'silent',
    ...options,
  })
  return outputFiles?.[0]?.text ?? ''
}
