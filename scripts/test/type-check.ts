import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommandError, run } from '../lib/command.mjs'
import { members, root } from '../lib/repository.mjs'
import type { Snippet } from './snippets.ts'

/** What a snippet is given: code on the one line before it, and after it. */
export interface Surroundings {
  readonly before: string
  readonly after: string
}

const settings = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    noEmit: true,
    allowImportingTsExtensions: true,
    jsx: 'react-jsx',
    types: ['node'],
    // A snippet shows one thing; it may leave what it declares unused, or one way out of many.
    noUnusedLocals: false,
    noUnusedParameters: false,
    noImplicitReturns: false,
    noPropertyAccessFromIndexSignature: false,
    // The line of imports does not tell types from values.
    verbatimModuleSyntax: false,
  },
  include: ['**/*.ts', '**/*.tsx'],
}

/**
 * Type-checks snippets against the sources of the packages, each as a module of its own.
 *
 * @returns the lines of the compiler, each with the file and the line that hold the code
 */
export async function typeCheck(
  snippets: readonly Snippet[],
  surround: (snippet: Snippet) => Surroundings,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'grantline-snippets-'))
  try {
    linkDependencies(join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    cpSync(join(root, 'scripts/test/ambient'), join(folder, 'ambient'), { recursive: true })
    snippets.forEach((snippet, index) => {
      // On the lines where it stands in its file, so that the compiler's line numbers are right.
      const { before, after } = surround(snippet)
      const text = `${before}${'\n'.repeat(snippet.line - 1)}${snippet.code}\n${after}`
      writeFileSync(join(folder, `${index}.${snippet.language}`), text)
    })
    return await errorsIn(folder, snippets)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A snippet may import whatever any package or app of the workspace may. */
function linkDependencies(into: string): void {
  const links = new Map<string, string>()
  for (const { folder, manifest } of members()) {
    links.set(manifest.name, folder)
    const dependencies = { ...manifest.dependencies, ...manifest.devDependencies }
    for (const name of Object.keys(dependencies)) {
      if (!links.has(name)) links.set(name, join(folder, 'node_modules', name))
    }
  }
  for (const [name, target] of links) {
    mkdirSync(join(into, name, '..'), { recursive: true })
    symlinkSync(target, join(into, name))
  }
}

async function errorsIn(folder: string, snippets: readonly Snippet[]): Promise<string[]> {
  try {
    const args = ['-p', '.', '--pretty', 'false']
    await run(join(root, 'node_modules/.bin/tsc'), args, { cwd: folder })
    return []
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return error.output
      .trimEnd()
      .split('\n')
      .map((line) => placed(line, snippets))
  }
}

/** What the compiler says of a snippet, with the place where it stands. */
function placed(line: string, snippets: readonly Snippet[]): string {
  const [, index, at, message] = /^(\d+)\.tsx?\((\d+),\d+\): (.*)$/.exec(line) ?? []
  const snippet = snippets[Number(index)]
  return snippet ? `${snippet.file}:${at} ${message}` : line
}
