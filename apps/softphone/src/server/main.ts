import { fileURLToPath } from 'node:url'
import { runCli } from './cli.ts'
import { processTerminal } from './run-until-stopped.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  ...processTerminal(),
  pageFolder: fileURLToPath(new URL('../page', import.meta.url)),
  cookieKeyFile: fileURLToPath(new URL('../../.data/cookie.key', import.meta.url)),
  callLogFile: fileURLToPath(new URL('../../.data/calls.jsonl', import.meta.url)),
  verifyProgram: fileURLToPath(new URL('verify-main.js', import.meta.url)),
})
