import { parseArgs } from 'node:util'
import { StartError } from './start-error.ts'
import { FRAMEWORKS, type Framework } from './start-server.ts'

/** The values of a command line by the names of their flags, or that help is asked for. */
export type GivenFlags = 'help' | ReadonlyMap<string, string>

/**
 * Reads the command line of a program whose flags all take a value.
 *
 * @throws {StartError} for something that is none of the flags, in one sentence
 */
export function readFlags(
  argv: readonly string[],
  defaults: Readonly<Record<string, string>>,
): GivenFlags {
  const named = Object.keys(defaults).map((name) => [name, { type: 'string' }] as const)
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...Object.fromEntries(named), help: { type: 'boolean', short: 'h' } },
    // Not strict, because the sentences of `parseArgs` speak to programmers.
    strict: false,
    tokens: true,
  })
  const values = new Map(Object.entries(defaults))
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
  return help ? 'help' : values
}

/** @throws {StartError} for what is none of {@link FRAMEWORKS} */
export function readFramework(text: string): Framework {
  const framework = FRAMEWORKS.find((name) => name === text)
  if (framework !== undefined) return framework
  throw new StartError(`--framework takes ${FRAMEWORKS.join(' or ')}, not "${text}".`)
}

/** @throws {StartError} for what is no whole number between the two */
export function readWhole(flag: string, text: string, min: number, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new StartError(`${flag} takes a whole number from ${min} to ${max}, not "${text}".`)
}

function unknownArgument(text: string): StartError {
  return new StartError(`"${text}" is not a flag of this program: --help lists them.`)
}
