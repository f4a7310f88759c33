import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawClients } from '../client/draw-clients.ts'
import { SCENARIOS } from '../scenarios/all.ts'
import { pageOf } from './page.ts'
import type { Results } from './results.ts'

const DOCS = fileURLToPath(new URL('../../../../docs', import.meta.url))

/** Where the figures of the page and its pictures are kept. */
export const RESULTS_FOLDER: string = join(DOCS, 'results')

/**
 * Writes the results page, its pictures and the one of the client's policy; pictures that nothing
 * shows any more are removed.
 *
 * @returns what was written, by name
 */
export async function writePage(results: Results): Promise<readonly string[]> {
  const { markdown, pictures } = pageOf(results, SCENARIOS, 'results')
  mkdirSync(RESULTS_FOLDER, { recursive: true })
  writeFileSync(join(DOCS, 'results.md'), markdown)
  for (const { file, svg } of pictures) writeFileSync(join(RESULTS_FOLDER, file), svg)
  writeFileSync(join(DOCS, 'images', 'client-policy.svg'), await drawClients())
  const shown = new Set(pictures.map(({ file }) => file))
  for (const file of readdirSync(RESULTS_FOLDER)) {
    if (file.endsWith('.svg') && !shown.has(file)) rmSync(join(RESULTS_FOLDER, file))
  }
  return ['docs/results.md', ...pictures.map(({ file }) => `docs/results/${file}`)]
}
