import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Programs } from './programs.ts'

/** Run from its sources, the workspace is read from its sources too. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const CONDITIONS = EXTENSION === '.ts' ? ['@grantline/source'] : []

const REQUIRE = `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)`

/**
 * Bundles programs for Node, each into one file, the way a function is packed for its host.
 *
 * @param names - the programs, below `programs`
 * @param folder - where to put them
 */
export async function bundlePrograms(names: readonly string[], folder: string): Promise<Programs> {
  await build({
    entryPoints: ['first-token', ...names.map((name) => `programs/${name}`)].map(fileOf),
    outdir: folder,
    outbase: fileURLToPath(new URL('.', import.meta.url)),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    // Some peers are CommonJS, which asks for Node's modules by `require`.
    banner: { js: REQUIRE },
    platform: 'node',
    target: 'node20',
    conditions: [...CONDITIONS, 'module'],
    logLevel: 'silent',
  })
  return { folder, extension: '.mjs' }
}

/** The code of a worker that runs a program for every request, without any module of Node. */
export async function bundleWorkerProgram(name: string): Promise<string> {
  const file = JSON.stringify(fileOf(`programs/${name}`))
  const { outputFiles } = await build({
    stdin: {
      contents: `import { run } from ${file}
export default { fetch: async () => new Response(await run('')) }`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    conditions: [...CONDITIONS, 'workerd', 'worker', 'browser'],
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(`${name}${EXTENSION}`, import.meta.url))
}
