import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What a page downloads, or a host loads, for an import. */
export interface BundleSize {
  /** Bytes minified. */
  readonly minified: number
  /** Bytes minified and compressed. */
  readonly gzipped: number
}

/** Settings of {@link bundleSize}. */
export interface BundleOptions {
  /**
   * Where it runs; on Node its own modules stay outside.
   *
   * @default 'browser'
   */
  readonly platform?: 'browser' | 'node'
  /**
   * The packages that stay outside, with all their entries.
   *
   * @default React, which the page has anyway
   */
  readonly external?: readonly string[]
}

/** Run from its sources, the workspace is read from its sources too. */
const CONDITIONS = import.meta.url.endsWith('.ts') ? ['@grantline/source'] : []

/**
 * Bundles what an import brings along.
 *
 * @param names - the names to import, as they stand between the braces; `*` for all
 * @throws {Error} if the package does not export them
 */
export async function bundleSize(
  names: string,
  from: string,
  { platform = 'browser', external = ['react', 'react-dom'] }: BundleOptions = {},
): Promise<BundleSize> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export ${names === '*' ? names : `{ ${names} }`} from '${from}'`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform,
    target: 'es2022',
    conditions: [...CONDITIONS, 'module'],
    external: [...external],
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length }
}
