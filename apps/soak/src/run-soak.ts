import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientsTask, Done, Said, Sample } from './clients/messages.ts'
import { growthOf, judge, type Growth } from './judge.ts'
import { createLedger, type LedgerReport } from './proxy/ledger.ts'
import { startProxy } from './proxy/proxy.ts'
import { createRandom } from './random.ts'
import { startService, type Framework } from './service/service.ts'
import { startTroubles, type Troubles } from './troubles.ts'

/** Settings of {@link runSoak}. */
export interface SoakOptions {
  /** The file that the process of the clients runs. */
  readonly clients: string
  readonly seconds: number
  readonly managers: number
  readonly seed: number
  readonly framework: Framework
  /** ms between two samples of the memory. */
  readonly sampleMs: number
  readonly onSample?: ((sample: Sample, ledger: LedgerReport) => void) | undefined
}

/** What came of it. */
export interface SoakReport {
  /** What is broken; nothing if all is well. */
  readonly findings: readonly string[]
  readonly growth: Growth
  readonly ledger: LedgerReport
  readonly done: Done | undefined
  readonly drawn: Readonly<Record<string, number>>
  readonly troubles: Troubles['counts']
}

/** Seconds a token lives. */
const LIFE = 8
/** Seconds after which a fetch is given up: what hangs must not outlive a token. */
const TIMEOUT = 3
/** ms in which the clients must have ended. */
const END_MS = 20_000

/** Lets the clients live behind a faulty proxy before a server in trouble. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { clients, seconds, managers, seed, framework, sampleMs, onSample } = options
  const ledger = createLedger()
  const service = await startService({ framework, ttl: LIFE })
  const random = createRandom(seed, -1)
  const proxy = await startProxy({ target: service.origin, random, ledger })
  const { origin } = proxy
  const task: ClientsTask = { origin, managers, seed, sampleMs, life: LIFE, timeout: TIMEOUT }
  const child = fork(clients, [JSON.stringify(task)], { execArgv: ['--expose-gc'] })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const samples: Sample[] = []
  let done: Done | undefined
  child.on('message', (said: Said) => {
    if (said.type === 'done') done = said
    else {
      samples.push(said)
      onSample?.(said, ledger.report())
    }
  })
  const troubles = startTroubles(service, managers, createRandom(seed, -2))
  try {
    await Promise.race([sleep(seconds * 1000, undefined, { ref: false }), exited])
    const exitCode = await end(child, exited)
    await troubles.stop()
    const report = ledger.report()
    const seen = { seconds, managers, samples, done, exitCode, ledger: report }
    return {
      findings: judge({ ...seen, proxyErrors: proxy.errors }),
      growth: growthOf(samples),
      ledger: report,
      done,
      drawn: proxy.drawn,
      troubles: troubles.counts,
    }
  } finally {
    child.kill('SIGKILL')
    await troubles.stop()
    await proxy.close()
    await service.close()
  }
}

/** Asks the clients to end; `null` if they do not. */
async function end(child: ChildProcess, exited: Promise<[number | null]>): Promise<number | null> {
  if (child.connected) child.send('end')
  const late = sleep(END_MS, [null] as const, { ref: false })
  const [code] = await Promise.race([exited, late])
  return code
}
