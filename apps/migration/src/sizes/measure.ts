import { build, type BuildFailure, type BuildOptions, type Plugin } from 'esbuild'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** Where a bundle is to run. */
export type Target = 'node' | 'edge'

/** Bytes of a bundle, minified. */
export interface Size {
  readonly bytes: number
  readonly gzip: number
}

/** What kept a bundle from being made. */
export interface Unresolved {
  /** The modules that the target does not have. */
  readonly missing: readonly string[]
}

const source = '@grantline/source'

/** A package of the name of a module of Node's, which somebody else happens to need, is not it. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup: (bundler) =>
    bundler.onResolve({ filter: /^[a-z_]+$/ }, ({ path }) =>
      isBuiltin(path) ? { errors: [{ text: `Could not resolve "${path}"` }] } : undefined,
    ),
}

const targets: Record<Target, BuildOptions> = {
  node: { platform: 'node', conditions: [source] },
  // As bundlers for workers set it.
  edge: {
    platform: 'browser',
    conditions: [source, 'workerd', 'worker', 'browser'],
    plugins: [withoutNode],
  },
}

/** Bundles a module with all that it imports, as for deployment, and weighs it. */
export async function measure(code: string, target: Target): Promise<Size | Unresolved> {
  try {
    const { outputFiles } = await build({
      ...targets[target],
      stdin: { contents: code, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
    })
    const contents = outputFiles[0]?.contents ?? new Uint8Array()
    return { bytes: contents.length, gzip: gzipSync(contents, { level: 9 }).length }
  } catch (error) {
    const texts = (error as BuildFailure).errors.map(({ text }) => text)
    const missing = texts.map((text) => /^Could not resolve "(.*)"$/.exec(text)?.[1])
    if (missing.includes(undefined)) throw error
    return { missing: [...new Set(missing as string[])].toSorted() }
  }
}
