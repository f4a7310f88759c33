import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** As much of a package.json as is read. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly files?: readonly string[]
  readonly exports?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** An installed package. */
export interface Installed {
  /** Its folder, without links. */
  readonly folder: string
  readonly manifest: Manifest
}

/** The folder of the bench, which all packages that are compared are installed in. */
const BENCH = packageAround(fileURLToPath(import.meta.url))

/**
 * A package that the bench has installed.
 *
 * @throws {Error} if it has not
 */
export function installed(name: string): Installed {
  return dependencyOf({ folder: BENCH }, name)
}

/**
 * The package that a package finds by a name: it may export no manifest, so that it is looked for
 * as Node does, in every `node_modules` above.
 *
 * @throws {Error} if it is not installed
 */
export function dependencyOf({ folder }: Pick<Installed, 'folder'>, name: string): Installed {
  for (let above = folder; ; above = dirname(above)) {
    const found = join(above, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) {
      const real = realpathSync(found)
      return { folder: real, manifest: readManifest(real) }
    }
    if (above === dirname(above)) throw new Error(`${name} is not installed`)
  }
}

/** The packages of this workspace that are published, as the bench depends on them. */
export function ownPackages(): readonly Installed[] {
  const { dependencies = {} } = readManifest(BENCH)
  return Object.keys(dependencies).filter(isOwn).map(installed)
}

/** Whether a package is of this workspace. */
export function isOwn(name: string): boolean {
  return name.startsWith('@grantline/')
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function packageAround(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) throw new Error(`no package is around ${file}`)
  }
}
