import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { isTest, packageFolder, pathInPackage } from './files.ts'
import { needsOf } from './needs.ts'
import { fixtureTexts } from './stand-ins/fixture-texts.ts'
import * as nodeCrypto from './stand-ins/node-crypto.ts'
import * as nodeFs from './stand-ins/node-fs.ts'
import * as nodeUtil from './stand-ins/node-util.ts'
import { process } from './stand-ins/process.ts'

/**
 * What a bundle is for. Bun and Deno resolve packages under the condition `node` and have Node's
 * modules; workerd and browsers get the default and have none.
 */
export type Flavour = 'node' | 'web'

/** What a build of test files finds. */
export interface Findings {
  /** What each module needs and the flavour has not. */
  readonly needs: Map<string, readonly string[]>
  /** The modules that each module imports. */
  readonly imports: Map<string, readonly string[]>
  /** The file that `#crypto` stands for, by its path from the package. */
  crypto?: string | undefined
}

/** The module that runs the files. */
export const SUITE = 'virtual:suite'

/** Packages that are neutral; a test that imports another one is a test of that one on Node. */
const NEUTRAL = /^(@grantline\/core|@noble\/hashes|fast-check|jose|vitest)(\/|$)/

/** Counts what its runs come across, so it needs all of them. */
const ALL_RUNS = 'test/capability/algebra.property.test.ts'

const standIn = (name: string): string => join(import.meta.dirname, 'stand-ins', `${name}.ts`)

/** What stands in for Node's modules. */
const MODULES: Readonly<Record<string, string>> = {
  'node:crypto': standIn('node-crypto'),
  'node:fs': standIn('node-fs'),
  'node:util': standIn('node-util'),
}

/** What stands in for globals of Node, and for one that a page holds back. */
const GLOBALS: Readonly<Record<string, string>> = {
  Buffer: standIn('buffer'),
  Request: standIn('request'),
  process: standIn('process'),
  setImmediate: standIn('set-immediate'),
}

/** The names that stand-ins have, of those that have not got all. */
const NAMES: Readonly<Record<string, object>> = {
  'node:crypto': nodeCrypto,
  'node:fs': nodeFs,
  'node:util': nodeUtil,
  process,
}

/** Modules that run while the tests are bundled; what they export goes into the bundle. */
const AHEAD: Readonly<Record<string, object>> = {
  [standIn('fixture-texts')]: { fixtureTexts },
}

/** Makes one module of test files. */
export function suitePlugin(
  flavour: Flavour,
  files: readonly string[],
  findings: Findings,
): Plugin {
  return {
    name: 'suite',
    enforce: 'pre',
    async resolveId(source, importer = '') {
      if (source === SUITE) return source
      if (source.startsWith('node:')) return resolveNode(flavour, source, importer)
      if (source === 'fast-check' && hasFewRuns(pathInPackage(importer))) return standIn(source)
      const resolved = await this.resolve(source, importer, { skipSelf: true })
      if (source === '#crypto' && resolved) findings.crypto = pathInPackage(resolved.id)
      if (resolved === null || pathInPackage(importer) === undefined) return resolved
      const neutral = /^[./#]/.test(source) || NEUTRAL.test(source)
      return neutral ? resolved : { id: source, external: true }
    },
    load(id) {
      if (id === SUITE) return suiteModule(files)
      return AHEAD[id] && moduleOf(AHEAD[id])
    },
    transform(code, id) {
      if (!isTest(pathInPackage(id))) return undefined
      // Where the file was, since tests find their fixtures from there.
      const located = code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      const globals =
        flavour === 'web' ? Object.keys(GLOBALS).filter((name) => uses(code, name)) : []
      const imports = globals.map((name) => `import { ${name} } from '${GLOBALS[name]}';`)
      return { code: imports.join('') + located, map: null }
    },
    moduleParsed({ id, code, importedIds, dynamicallyImportedIds }) {
      findings.imports.set(id, [...importedIds, ...dynamicallyImportedIds])
      const path = pathInPackage(id)
      if (path === undefined || code === null) return
      const packages = importedIds.filter((target) => /^[@\w][^:]*$/.test(target))
      const all = needsOf(this.parse(code))
      // Bun and Deno have what Node has, but the runner that exchanges modules.
      const own = flavour === 'node' ? all.filter((need) => need === 'vi.mock') : all
      findings.needs.set(id, [...packages, ...own.filter((need) => !hasStandIn(need, path))])
    },
  }
}

/** Only tests get stand-ins: what core does must work with what the runtime has. */
function resolveNode(flavour: Flavour, source: string, importer: string): ResolvedModule {
  const id = flavour === 'web' && isTest(pathInPackage(importer)) ? MODULES[source] : undefined
  return id === undefined ? { id: source, external: true } : { id }
}

function hasFewRuns(importer: string | undefined): boolean {
  return isTest(importer) && importer !== ALL_RUNS
}

interface ResolvedModule {
  readonly id: string
  readonly external?: true
}

function hasStandIn(need: string, path: string): boolean {
  const [from = '', name = ''] = need.split(' ')
  const names = NAMES[from]
  return isTest(path) && names !== undefined && Object.hasOwn(names, name)
}

function uses(code: string, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\b`).test(code)
}

function suiteModule(files: readonly string[]): string {
  const loaders = files.map((file) => {
    const id = JSON.stringify(join(packageFolder, file))
    return `${JSON.stringify(`/${file}`)}: () => import(${id})`
  })
  const harness = JSON.stringify(join(import.meta.dirname, 'harness.ts'))
  // Nothing runs before it is asked to: workerd has no timers and no keys outside a request.
  return `export async function run() {
    const { runSuite } = await import(${harness})
    return runSuite({ ${loaders.join(',\n')} })
  }`
}

function moduleOf(exports: object): string {
  const entries = Object.entries(exports)
  return entries
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
    .join('\n')
}
