import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CaseClass, Corpus } from './case.ts'

/** Where the committed inputs are, seen from the sources and from the build alike. */
export const CORPUS_FOLDER: string = fileURLToPath(new URL('../../correctness', import.meta.url))

/** Reads the committed inputs: keys, servers and all classes, in the order of index.json. */
export function readCorpus(folder: string = CORPUS_FOLDER): Corpus {
  const { keys } = readJson(folder, 'keys.json') as Pick<Corpus, 'keys'>
  const servers = readJson(folder, 'servers.json') as Corpus['servers']
  const names = readJson(folder, 'index.json') as readonly string[]
  const classes = names.map((name) => readJson(folder, `${name}.json`) as CaseClass)
  return { keys, servers, classes }
}

/** Reads one file of the folder. */
export function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}
