import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dependencyOf, isOwn, type Installed } from './manifest.ts'

/** What `npm install` of a package brings. */
export interface InstallSize {
  /** Bytes of all files, its own among them. */
  readonly bytes: number
  /** Bytes of its own files. */
  readonly own: number
  /** Packages, with itself. */
  readonly packages: number
}

/** What npm publishes whatever the manifest says. */
const ALWAYS = /^(package\.json|readme.*|licen[cs]e.*)$/i

/**
 * Adds up the files of several packages and of all that their `dependencies` name, each package
 * once. Optional and peer dependencies do not count.
 */
export function installSize(packages: readonly Installed[]): InstallSize {
  const all = closureOf(packages)
  return { bytes: bytesOf(all.values()), own: bytesOf(packages), packages: all.size }
}

function bytesOf(packages: Iterable<Installed>): number {
  return [...packages].reduce((sum, one) => sum + publishedBytes(one), 0)
}

/** All packages that are reached by `dependencies`, by their folder. */
export function closureOf(packages: readonly Installed[]): ReadonlyMap<string, Installed> {
  const found = new Map(packages.map((one) => [one.folder, one]))
  // What is added to a map while it is walked is walked as well.
  for (const one of found.values()) {
    for (const name of Object.keys(one.manifest.dependencies ?? {})) {
      const dependency = dependencyOf(one, name)
      found.set(dependency.folder, dependency)
    }
  }
  return found
}

/** Bytes of the files that are in the package, or would be once it is published. */
function publishedBytes({ folder, manifest }: Installed): number {
  if (!isOwn(manifest.name)) return bytesIn(folder)
  const listed = (manifest.files ?? []).map((name) => join(folder, name))
  const always = readdirSync(folder).filter((name) => ALWAYS.test(name))
  const licence = always.some((name) => /^licen[cs]e/i.test(name)) ? [] : [licenceAbove(folder)]
  const files = [...listed, ...always.map((name) => join(folder, name)), ...licence]
  return files.reduce((sum, file) => sum + bytesIn(file), 0)
}

/** A package of a workspace is published with the licence of the workspace. */
function licenceAbove(folder: string): string {
  for (let above = folder; ; above = dirname(above)) {
    const file = join(above, 'LICENSE')
    if (existsSync(file)) return file
    if (above === dirname(above)) throw new Error(`no LICENSE is above ${folder}`)
  }
}

/** Bytes of a file, or of all files in a folder; packages inside count for themselves. */
function bytesIn(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new Error('a package of this repository is not built')
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
}
