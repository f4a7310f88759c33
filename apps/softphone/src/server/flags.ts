import { parseArgs } from 'node:util'
import { StartError } from './start-error.ts'
import { FRAMEWORKS, type Framework } from './start-server.ts'

/** What the command line asks for. */
export type Flags =
  | { readonly help: true }
  | {
      readonly help: false
      readonly framework: Framework
      readonly host: string
      readonly port: number
      readonly ttl: number
    }

/** What `--help` prints. */
export const HELP = `Usage: node dist/server/main.js [flags]

  --framework hono|express  what serves the routes (default hono)
  --port N                  the port, 0 for any free one (default 3000)
  --host ADDRESS            the address to listen on (default 127.0.0.1)
  --ttl SECONDS             how long a token lives, 1 to 86400 (default 60)
  --help                    this text
`

const DEFAULTS = { framework: 'hono', host: '127.0.0.1', port: '3000', ttl: '60' }

/**
 * Reads the command line.
 *
 * @throws {StartError} for a flag or value that does not fit, in one sentence
 */
export function parseFlags(argv: readonly string[]): Flags {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      framework: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      ttl: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    // Not strict, because the sentences of `parseArgs` speak to programmers.
    strict: false,
    tokens: true,
  })
  const values = new Map(Object.entries(DEFAULTS))
  let help = false
  for (const token of tokens) {
    if (token.kind !== 'option') throw unknownArgument(argv[token.index] ?? '')
    const { name, rawName, value } = token
    if (name === 'help') {
      if (value !== undefined) throw new StartError(`"${rawName}" takes no value.`)
      help = true
      continue
    }
    if (!values.has(name)) throw unknownArgument(rawName)
    if (value === undefined || value === '') throw new StartError(`${rawName} needs a value.`)
    values.set(name, value)
  }
  if (help) return { help }
  return {
    help,
    framework: readFramework(values.get('framework') ?? ''),
    host: values.get('host') ?? '',
    port: readWhole('--port', values.get('port') ?? '', 0, 65_535),
    ttl: readWhole('--ttl', values.get('ttl') ?? '', 1, 86_400),
  }
}

function unknownArgument(text: string): StartError {
  return new StartError(`"${text}" is not a flag of this program: --help lists them.`)
}

function readFramework(text: string): Framework {
  const framework = FRAMEWORKS.find((name) => name === text)
  if (framework !== undefined) return framework
  throw new StartError(`--framework takes ${FRAMEWORKS.join(' or ')}, not "${text}".`)
}

function readWhole(flag: string, text: string, min: number, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new StartError(`${flag} takes a whole number from ${min} to ${max}, not "${text}".`)
}
