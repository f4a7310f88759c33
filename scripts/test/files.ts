import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/repository.mjs'

/** What is made, not written. */
const made = new Set(['node_modules', 'dist', '.git', '.turbo', '.results'])

/** The files under a folder, as paths from the root of the repository, sorted. */
export function filesUnder(folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !made.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return filesUnder(path, name)
      return name.test(entry.name) ? [path] : []
    })
    .toSorted()
}

/** The text of a file, by its path from the root of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
