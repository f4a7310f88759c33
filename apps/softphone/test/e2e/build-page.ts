import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page of this run was built to. */
    readonly pageFolder: string
  }
}

/** Builds the page once for all end-to-end tests, from sources, into a folder of its own. */
export default async function buildPage(project: TestProject): Promise<() => Promise<void>> {
  const pageFolder = await mkdtemp(join(tmpdir(), 'softphone-page-'))
  await inProduction(() =>
    build({
      configFile: join(import.meta.dirname, '../../vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: pageFolder, emptyOutDir: true },
    }),
  )
  project.provide('pageFolder', pageFolder)
  return () => rm(pageFolder, { recursive: true, force: true })
}

/** The test runner says `test`, and React would take that for development. */
async function inProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await work()
  } finally {
    process.env['NODE_ENV'] = before
  }
}
