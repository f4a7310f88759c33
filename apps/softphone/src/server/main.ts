import { fileURLToPath } from 'node:url'
import { runCli } from './cli.ts'

const stop = new AbortController()
// `on`, not `once`: a parent process may pass on the Ctrl-C that the terminal has sent already.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

process.exitCode = await runCli(process.argv.slice(2), {
  pageFolder: fileURLToPath(new URL('../page', import.meta.url)),
  cookieKeyFile: fileURLToPath(new URL('../../.data/cookie.key', import.meta.url)),
  signal: stop.signal,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
