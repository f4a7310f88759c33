import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../lib/repository.mjs'
import { filesUnder, textOf } from './files.ts'
import { freeNames, returns } from './free-names.ts'
import { publicEntries } from './public-names.ts'
import { type Snippet, snippetsOfMarkdown, snippetsOfSource } from './snippets.ts'
import { type Surroundings, typeCheck } from './type-check.ts'

const documents = filesUnder('.', /\.md$/).filter((path) => !path.startsWith('.'))
const sources = filesUnder('packages', /\.tsx?$/).filter((path) => path.includes('/src/'))
const entries = publicEntries()
/** The names that each file of `ambient` declares, by the name of the file. */
const ambientNames = new Map(
  filesUnder('scripts/test/ambient', /\.ts$/).map((path) => {
    const declared = [...textOf(path).matchAll(/export declare (?:const|function) (\w+)/g)]
    return [basename(path, '.ts'), new Set(declared.map(([, name]) => name))]
  }),
)
const snippetsOfDocuments = documents.flatMap((path) => snippetsOfMarkdown(path, textOf(path)))
const snippetsOfExamples = sources.flatMap((path) => snippetsOfSource(path, textOf(path)))
const snippets = [...snippetsOfDocuments, ...snippetsOfExamples]

/**
 * An example is read beside what it documents: it is given the public names that it uses and does
 * not declare, its own package's first, and the ambient ones; one that returns is the body of a
 * function. Code in a document says all it needs.
 */
function surround({ file, code, language }: Snippet): Surroundings {
  if (file.endsWith('.md')) return { before: '', after: '' }
  const imports = freeNames(code, language).map((name) => {
    const specifier = publicHome(name, file) ?? ambientHome(name, file)
    return specifier === undefined ? '' : `import { ${name} } from '${specifier}';`
  })
  const before = imports.join('')
  if (!returns(code, language)) return { before, after: '' }
  return { before: `${before}export const example = async () => {`, after: '}\n' }
}

function publicHome(name: string, file: string): string | undefined {
  const homes = entries.filter(({ names }) => names.includes(name))
  return (homes.find(({ home }) => file.startsWith(`${home}/`)) ?? homes[0])?.specifier
}

function ambientHome(name: string, file: string): string | undefined {
  const own = /^packages\/([\w-]+)\//.exec(file)?.[1] ?? ''
  const home = [own, 'common'].find((each) => ambientNames.get(each)?.has(name))
  return home && `./ambient/${home}.ts`
}

describe('code in documents and doc comments', () => {
  let errors: string[] = []
  beforeAll(async () => {
    errors = await typeCheck(snippets, surround)
  })

  const files = [...new Set(snippets.map(({ file }) => file))]
  test.each(files)('type-checks in %s', (file) => {
    expect(errors.filter((error) => error.startsWith(`${file}:`))).toEqual([])
  })

  test('is all that the compiler complains of', () => {
    expect(errors.filter((error) => !files.some((file) => error.startsWith(`${file}:`)))).toEqual(
      [],
    )
  })
})

describe('relative links', () => {
  test.each(documents)('lead to files in %s', (document) => {
    const targets = [...proseOf(document).matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|href)="([^"]+)"/g)]
      .map(([, link, attribute]) => link ?? attribute ?? '')
      .filter((target) => !/^(\w+:|#)/.test(target))
      .map((target) => target.replace(/[#?].*$/, ''))
    const broken = targets.filter((target) => !existsSync(join(root, dirname(document), target)))
    expect(broken).toEqual([])
  })
})

/** A document without its code, where brackets are no links. */
function proseOf(document: string): string {
  return textOf(document).replaceAll(/^\s*```[^]*?^\s*```|`[^`\n]*`/gm, '')
}
