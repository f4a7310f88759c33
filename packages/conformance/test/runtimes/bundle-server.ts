import { join } from 'node:path'
import { build } from 'vite'

const packageFolder = join(import.meta.dirname, '../..')

/** Bundles a server of `src/serve` with everything it needs, from the sources. */
export async function bundleServer(
  name: 'bun' | 'deno' | 'worker',
  conditions: readonly string[],
): Promise<string> {
  const result = await build({
    root: packageFolder,
    configFile: false,
    logLevel: 'error',
    ssr: {
      noExternal: true,
      target: name === 'worker' ? 'webworker' : 'node',
      resolve: { conditions: ['@grantline/source', 'module', ...conditions] },
    },
    build: {
      ssr: `src/serve/${name}.ts`,
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const [output] = [result].flat()
  const [chunk] = output !== undefined && 'output' in output ? output.output : []
  if (chunk === undefined) throw new Error('nothing was built')
  return chunk.code
}
