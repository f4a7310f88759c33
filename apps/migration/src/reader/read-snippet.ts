import { accessDialect } from './access-dialect.ts'
import { capabilityDialect } from './capability-dialect.ts'
import { callsOf } from './parse.ts'
import type { Dialect, Said } from './said.ts'
import { taskRouterDialect } from './task-router-dialect.ts'

const dialects: Dialect = { ...capabilityDialect, ...accessDialect, ...taskRouterDialect }

/**
 * Reads what a snippet for one of Twilio's libraries in PHP, Ruby, Python or JavaScript says.
 *
 * @throws {Error} for a call that it does not know: nothing in a snippet is passed over
 */
export function readSnippet(code: string): Said {
  const said: Said = { holder: {}, ttl: 3600, calls: [] }
  for (const call of callsOf(code)) {
    const name = call.name.toLowerCase().replaceAll('_', '')
    const say = dialects[name]
    if (say === undefined) throw new Error(`the reader knows no call ${call.name}`)
    say(said, call)
  }
  return said
}
