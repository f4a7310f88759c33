import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What a page downloads for an import. */
export interface BundleSize {
  /** Bytes minified. */
  readonly minified: number
  /** Bytes minified and compressed. */
  readonly gzipped: number
}

/** Run from its sources, the workspace is read from its sources too. */
const CONDITIONS = import.meta.url.endsWith('.ts') ? ['@grantline/source'] : []

/**
 * Bundles what an import brings along for browsers, without React, which the page has anyway.
 *
 * @param names - the names to import, as they stand between the braces
 * @throws {Error} if the package does not export them
 */
export async function bundleSize(names: string, from: string): Promise<BundleSize> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${names} } from '${from}'`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: CONDITIONS,
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length }
}
