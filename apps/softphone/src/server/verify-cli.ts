import { runUntilStopped, type Terminal } from './run-until-stopped.ts'
import { startVerifyServer } from './start-verify-server.ts'
import { parseVerifyFlags, VERIFY_HELP } from './verify-flags.ts'

/** What the command works with besides its flags. */
export interface VerifyCliOptions extends Terminal {
  readonly callLogFile: string
}

/** Runs the second process until it is stopped; the exit code comes back. */
export function runVerifyCli(argv: readonly string[], options: VerifyCliOptions): Promise<number> {
  const { callLogFile, out } = options
  return runUntilStopped(options, async (onError) => {
    const flags = parseVerifyFlags(argv)
    if (flags.help) {
      out(VERIFY_HELP)
      return undefined
    }
    const { jwksUrl, framework, host, port } = flags
    const server = await startVerifyServer({
      jwksUrl,
      framework,
      host,
      port,
      callLogFile,
      onError,
    })
    out(
      [
        `A second process verifies the same tokens with ${framework}, by public keys alone: ${server.url}`,
        `Its keys come from ${jwksUrl}; with a token of Alice, GET /people/Alice/calls answers.`,
        '',
      ].join('\n'),
    )
    return server
  })
}
