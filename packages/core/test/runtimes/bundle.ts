import { join } from 'node:path'
import { build } from 'vite'
import { packageFolder, pathInPackage, testFiles } from './files.ts'
import { SUITE, suitePlugin, type Findings, type Flavour } from './suite-plugin.ts'

/** Test files as one module that runs by itself. */
export interface Bundle {
  /** An ES module that exports `run(): Promise<Outcome>`. */
  readonly code: string
  /** The modules that it imports in its turn. */
  readonly imports: readonly string[]
  /** The test files in it. */
  readonly files: readonly string[]
  /** The test files that are not, and what each of them needs that the flavour has not. */
  readonly leftOut: Readonly<Record<string, readonly string[]>>
  /** The file that `#crypto` stands for. */
  readonly crypto: string | undefined
}

const made = new Map<Flavour, Promise<Bundle>>()

/** Bundles every test file that needs nothing that the flavour has not; once per flavour. */
export function bundle(flavour: Flavour): Promise<Bundle> {
  const known = made.get(flavour) ?? makeBundle(flavour)
  made.set(flavour, known)
  return known
}

async function makeBundle(flavour: Flavour): Promise<Bundle> {
  const findings: Findings = { needs: new Map(), imports: new Map() }
  // The first time to see what each file imports, the second time for those that can run.
  await compile(flavour, testFiles, findings, { shimMissingExports: true })
  const needs = testFiles.map((file) => [file, needsOfAll(findings, file)] as const)
  const files = needs.filter(([, own]) => own.length === 0).map(([file]) => file)
  const leftOut = Object.fromEntries(needs.filter(([, own]) => own.length > 0))
  const { code, imports } = await compile(flavour, files, findings)
  return { code, imports, files, leftOut, crypto: findings.crypto }
}

/** The store of files is promised on Node alone, so it is tested nowhere else. */
const FILE_STORE = /^src\/(node|revocation\/file-\w+)\.ts$/

/** What a test file needs, and everything it imports. */
function needsOfAll({ needs, imports }: Findings, file: string): string[] {
  const reached = new Set([join(packageFolder, file)])
  // What is added to a set while it is walked is walked as well.
  for (const id of reached) imports.get(id)?.forEach((target) => reached.add(target))
  const own = [...reached].flatMap((id) => needs.get(id) ?? [])
  const isFileStore = [...reached].some((id) => FILE_STORE.test(pathInPackage(id) ?? ''))
  return [...new Set(isFileStore ? [...own, '@grantline/core/node'] : own)].sort()
}

async function compile(
  flavour: Flavour,
  files: readonly string[],
  findings: Findings,
  options: { readonly shimMissingExports?: boolean } = {},
): Promise<{ code: string; imports: string[] }> {
  const conditions = flavour === 'node' ? ['node'] : ['workerd', 'worker', 'browser']
  const result = await build({
    root: packageFolder,
    configFile: false,
    logLevel: 'error',
    plugins: [suitePlugin(flavour, files, findings)],
    ssr: {
      noExternal: true,
      target: flavour === 'node' ? 'node' : 'webworker',
      resolve: { conditions: ['@grantline/source', 'module', ...conditions] },
    },
    build: {
      ssr: true,
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { ...options, input: SUITE, output: { codeSplitting: false } },
    },
  })
  const [output] = [result].flat()
  const [chunk] = output !== undefined && 'output' in output ? output.output : []
  if (chunk === undefined) throw new Error('nothing was built')
  return { code: chunk.code, imports: chunk.imports }
}
