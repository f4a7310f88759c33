import { readFlags, readFramework, readWhole } from './read-flags.ts'
import type { Framework } from './start-server.ts'

/** What the command line asks for. */
export type Flags =
  | { readonly help: true }
  | {
      readonly help: false
      readonly framework: Framework
      readonly host: string
      readonly port: number
      readonly ttl: number
      /** The port of the second process; `undefined` = none is started. */
      readonly verifyPort: number | undefined
    }

/** What `--help` prints. */
export const HELP = `Usage: node dist/server/main.js [flags]

  --framework hono|express  what serves the routes (default hono)
  --port N                  the port, 0 for any free one (default 3000)
  --host ADDRESS            the address to listen on (default 127.0.0.1)
  --ttl SECONDS             how long a token lives, 1 to 86400 (default 60)
  --verify-port N|off       the port of the second process (default the next one)
  --help                    this text
`

const DEFAULTS = {
  framework: 'hono',
  host: '127.0.0.1',
  port: '3000',
  ttl: '60',
  'verify-port': 'next',
}

const LAST_PORT = 65_535

/**
 * Reads the command line.
 *
 * @throws {StartError} for a flag or value that does not fit, in one sentence
 */
export function parseFlags(argv: readonly string[]): Flags {
  const values = readFlags(argv, DEFAULTS)
  if (values === 'help') return { help: true }
  const port = readWhole('--port', values.get('port') ?? '', 0, LAST_PORT)
  return {
    help: false,
    framework: readFramework(values.get('framework') ?? ''),
    host: values.get('host') ?? '',
    port,
    ttl: readWhole('--ttl', values.get('ttl') ?? '', 1, 86_400),
    verifyPort: readVerifyPort(values.get('verify-port') ?? '', port),
  }
}

function readVerifyPort(text: string, port: number): number | undefined {
  if (text === 'off') return undefined
  if (text !== 'next') return readWhole('--verify-port', text, 0, LAST_PORT)
  return port === 0 || port === LAST_PORT ? 0 : port + 1
}
