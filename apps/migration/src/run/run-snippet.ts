import { build, type Plugin } from 'esbuild'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** The `twilio` package is as large as it is; it is loaded, not bundled. */
const loadTwilio: Plugin = {
  name: 'load-twilio',
  setup(bundling) {
    bundling.onResolve({ filter: /^twilio$/ }, async () => ({
      path: import.meta.resolve('twilio'),
      external: true,
    }))
  },
}

let runs = 0

/**
 * Runs a snippet against the sources of this repository, in this process and with its clock.
 *
 * @returns what it gave to `console.log`
 */
export async function runSnippet(code: string): Promise<readonly unknown[]> {
  runs += 1
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    conditions: ['@grantline/source'],
    define: { 'console.log': 'say' },
    // A number of its own, or the second run of a snippet would be the first one.
    banner: { js: `export const said = []; const say = (value) => said.push(value) // ${runs}` },
    plugins: [loadTwilio],
    logLevel: 'silent',
  })
  const bundle = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const module = (await import(`data:text/javascript;base64,${bundle}`)) as { said: unknown[] }
  return module.said
}
