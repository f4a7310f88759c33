import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The folder of the package. */
export const packageFolder: string = join(import.meta.dirname, '../..')

/** The test files by their path from the package, such as `test/scope/parse.test.ts`. */
export const testFiles: readonly string[] = under('test', /\.test\.ts$/).filter(isTest)

/** What tests read with `readFileSync`, by the path from the package. */
export const fixtures: readonly string[] = [
  ...under('../../docs', /\.md$/),
  'README.md',
  // How it compares is read, not run.
  'src/crypto/node-hmac.ts',
  ...under('test', /\.\w+$/).filter(isTest),
]

/** The path of a module of this package from the package; nothing for any other module. */
export function pathInPackage(id: string): string | undefined {
  const [file = ''] = id.split('?')
  const path = relative(packageFolder, file).split(sep).join('/')
  return /^(src|test)\//.test(path) ? path : undefined
}

function under(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(join(packageFolder, folder), { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((path) => pattern.test(path))
    .sort()
}

/** Whether a path is of a test or of what tests share, not of what runs them here. */
export function isTest(path: string | undefined): boolean {
  return path !== undefined && path.startsWith('test/') && !path.startsWith('test/runtimes/')
}
