// pnpm --filter @grantline/core run crash 200
// Kills a process that revokes so many times, and says what was lost.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const kills = Number(process.argv.slice(2).find((argument) => argument !== '--') ?? 200)
if (!Number.isSafeInteger(kills) || kills < 1) throw new RangeError('give a number of kills')
const { module } = await runnerImport(fileURLToPath(new URL('crash-run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'silent',
})
const report = await module.crash(kills)
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
process.exitCode = report.lost.length + report.invented.length > 0 ? 1 : 0
