// Bundles the built package of the working directory for processes that load it file by file: with a
// file for each concept, finding and opening them takes Node longer than everything in them. What is
// bundled anyway, for pages and workers, is made of the single files, of which unused ones fall away.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const folder = process.cwd()
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
/** @type {{ node?: string, default?: string }[]} */
const exported = Object.values(manifest.exports)
const entries = exported.filter((target) => target.node !== undefined)
if (entries.length === 0) throw new Error('package.json has no export with the condition "node"')

await build({
  absWorkingDir: folder,
  entryPoints: entries.map((target) => String(target.default)),
  outbase: 'dist',
  outdir: 'dist/bundled',
  bundle: true,
  splitting: true,
  chunkNames: 'shared/[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys(manifest.dependencies ?? {}),
  sourcemap: true,
  // The sources are in the package.
  sourcesContent: false,
  logLevel: 'warning',
})
