import { readFileSync } from 'node:fs'
import { blocksOf } from '../src/guide/blocks.ts'

/** The text of the guide. */
export const guide = readFileSync(
  new URL('../../../docs/migrate-from-twilio.md', import.meta.url),
  'utf8',
)

/** The code of the guide. */
export const blocks = blocksOf(guide)
