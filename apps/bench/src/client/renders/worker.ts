import process from 'node:process'
import { becomePage } from './page.ts'

// Counts for scenarios/client/renders.ts, and tells it one keeper after the other.
const page = becomePage()

// What looks for a page when it is loaded finds one now.
const { KEEPERS } = await import('./keepers.ts')
const { countRenders } = await import('./count-renders.ts')

// oxlint-disable-next-line no-await-in-loop -- in one page, one after the other
for (const keeper of KEEPERS) process.send?.(await countRenders(keeper, page))
process.disconnect()
