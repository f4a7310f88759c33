import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { packageFolder } from './files.ts'

/** Tells from inside the package which file a runtime takes for `#crypto`. */
const PROBE = `export const run = async () => import.meta.resolve('#crypto')
`

/** Where {@link PROBE} is in the folder. */
export const PROBE_MODULE = 'node_modules/@grantline/core/dist/probe.js'

/** Installs the built package into a folder, with the manifest that it is published with. */
export async function installBuilt(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/@grantline/core')
  await cp(join(packageFolder, 'dist'), join(installed, 'dist'), { recursive: true })
  const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const published = JSON.stringify({ ...manifest, ...manifest.publishConfig })
  await writeFile(join(installed, 'package.json'), published)
  await writeFile(join(folder, PROBE_MODULE), PROBE)
  await symlink(join(packageFolder, 'node_modules/jose'), join(folder, 'node_modules/jose'), 'dir')
  await cp(join(import.meta.dirname, 'smoke.ts'), join(folder, 'smoke.ts'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
}

/**
 * Bundles `smoke.ts` of a folder as `smoke.js`, the way a worker or a page is bundled.
 *
 * @returns the file of the package that stands for `#crypto`
 */
export async function bundleSmoke(
  folder: string,
  conditions: readonly string[],
): Promise<string | undefined> {
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'webworker', resolve: { conditions: [...conditions] } },
    build: {
      ssr: 'smoke.ts',
      write: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const [output] = [result].flat()
  const [chunk] = output !== undefined && 'output' in output ? output.output : []
  if (chunk === undefined) throw new Error('nothing was built')
  await writeFile(join(folder, 'smoke.js'), chunk.code)
  return chunk.moduleIds.find((id) => /\/crypto\/(node|web)\b/.test(id))
}
