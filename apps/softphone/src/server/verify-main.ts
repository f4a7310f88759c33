import { fileURLToPath } from 'node:url'
import { processTerminal } from './run-until-stopped.ts'
import { runVerifyCli } from './verify-cli.ts'

process.exitCode = await runVerifyCli(process.argv.slice(2), {
  ...processTerminal(),
  callLogFile: fileURLToPath(new URL('../../.data/calls.jsonl', import.meta.url)),
})
