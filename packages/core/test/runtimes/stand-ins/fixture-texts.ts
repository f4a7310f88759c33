import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fixtures, packageFolder } from '../files.ts'

/** What tests read of the disk, by its URL. */
export const fixtureTexts: Readonly<Record<string, string>> = Object.fromEntries(
  fixtures.map((path) => {
    const file = join(packageFolder, path)
    return [pathToFileURL(file).href, readFileSync(file, 'utf8')]
  }),
)
