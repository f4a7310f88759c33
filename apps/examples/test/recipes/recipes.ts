import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '../run/bundle.ts'
import { runToEnd, start, type Running, type Variables } from '../run/start.ts'

/** What is put in the place of something in a recipe, as a reader would before running it. */
export type Changes = Readonly<Record<string, string>>

/** The code of a document, by the name in the comment above each block. */
export interface Recipes {
  /** Starts a server until the test is over. */
  start(name: string, options?: { env?: Variables; changes?: Changes }): Promise<Running>
  /** Runs a script to its end; what it wrote. */
  run(name: string): Promise<string>
  /** Loads the code of a page that the server at `url` sent; what it exports. */
  load<Page>(name: string, url: string): Promise<Page>
  /** The code of a block, for a test that runs it in its own way. */
  code(name: string): string
  /** The last test of a document's file: every block of code was run by those before it. */
  testThatAllRan(): void
}

const NAMED = /<!-- recipe: ([\w-]+) -->\s+```(?:tsx?|jsx)\n([^]*?)```/g

/** Reads the recipes of a document. */
export function recipesOf(document: string): Recipes {
  const text = readFileSync(
    new URL(`../../../../docs/recipes/${document}`, import.meta.url),
    'utf8',
  )
  const blocks = new Map([...text.matchAll(NAMED)].map(([, name, code]) => [name, code]))
  const ran = new Set<string>()

  const codeOf = (name: string, changes: Changes = {}): string => {
    const code = blocks.get(name)
    if (code === undefined) throw new Error(`no recipe is named ${name}`)
    ran.add(name)
    return Object.entries(changes).reduce((changed, [from, to]) => {
      if (!changed.includes(from)) throw new Error(`${name} does not say ${from}`)
      return changed.replaceAll(from, to)
    }, code)
  }

  return {
    async start(name, { env, changes } = {}) {
      const server = await start({ code: codeOf(name, changes) }, env)
      onTestFinished(() => server.stop())
      return server
    },
    run: (name) => runToEnd({ code: codeOf(name) }),
    async load(name, url) {
      // What is relative to the page is relative to its server.
      const code = codeOf(name)
        .replaceAll(/(['`])\//g, `$1${url}/`)
        .replaceAll('globalThis.location.href', `'${url}'`)
      const module = Buffer.from(await bundle({ code })).toString('base64')
      return await import(`data:text/javascript;base64,${module}`)
    },
    code: (name) => codeOf(name),
    testThatAllRan() {
      test(`every block of ${document} was run`, () => {
        expect(text.match(/^```(?:tsx?|jsx)$/gm)).toHaveLength(blocks.size)
        expect(ran).toEqual(new Set(blocks.keys()))
      })
    },
  }
}
