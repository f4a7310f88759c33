import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus } from '../case.ts'
import { CORPUS_FOLDER, readJson } from '../read-corpus.ts'
import { makeClasses } from './corpus.ts'
import type { KnownSignatures } from './workshop.ts'

// Writes the committed inputs anew. What is random is read first, and made only where it is missing.
const { keys } = readJson(CORPUS_FOLDER, 'keys.json') as Pick<Corpus, 'keys'>
const known = readJson(CORPUS_FOLDER, 'random-signatures.json') as KnownSignatures
const { classes, kept } = makeClasses(keys, known)
const write = (file: string, content: unknown): void => {
  writeFileSync(join(CORPUS_FOLDER, file), `${JSON.stringify(content, undefined, 2)}\n`)
}
for (const one of classes) write(`${one.name}.json`, one)
write(
  'index.json',
  classes.map(({ name }) => name),
)
write('random-signatures.json', kept)
const count = classes.reduce((sum, { cases }) => sum + cases.length, 0)
console.log(`${count} cases in ${classes.length} files`)
