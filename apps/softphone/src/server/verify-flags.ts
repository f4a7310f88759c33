import { readFlags, readFramework, readWhole } from './read-flags.ts'
import { StartError } from './start-error.ts'
import type { Framework } from './start-server.ts'

/** What the command line of the second process asks for. */
export type VerifyFlags =
  | { readonly help: true }
  | {
      readonly help: false
      readonly jwksUrl: string
      readonly framework: Framework
      readonly host: string
      readonly port: number
    }

/** What `--help` prints. */
export const VERIFY_HELP = `Usage: node dist/server/verify-main.js --jwks URL [flags]

  --jwks URL                where the first process serves its public keys
  --framework hono|express  what serves the routes (default hono)
  --verify-port N           the port, 0 for any free one (default 3001)
  --host ADDRESS            the address to listen on (default 127.0.0.1)
  --help                    this text
`

const NOT_GIVEN = ''
const DEFAULTS = {
  jwks: NOT_GIVEN,
  framework: 'hono',
  host: '127.0.0.1',
  'verify-port': '3001',
}

/**
 * Reads the command line of the second process.
 *
 * @throws {StartError} for a flag or value that does not fit, in one sentence
 */
export function parseVerifyFlags(argv: readonly string[]): VerifyFlags {
  const values = readFlags(argv, DEFAULTS)
  if (values === 'help') return { help: true }
  const jwksUrl = values.get('jwks') ?? NOT_GIVEN
  if (jwksUrl === NOT_GIVEN) {
    throw new StartError('--jwks is needed: http://localhost:3000/.well-known/jwks.json as a rule.')
  }
  return {
    help: false,
    jwksUrl,
    framework: readFramework(values.get('framework') ?? ''),
    host: values.get('host') ?? '',
    port: readWhole('--verify-port', values.get('verify-port') ?? '', 0, 65_535),
  }
}
