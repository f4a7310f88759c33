import { inOrderOf } from '../measure/paired.ts'
import { spreadOf } from '../measure/statistics.ts'
import { APP_SID } from '../work.ts'
import type { Guarded } from './guarded/guarded.ts'
import { requestBytes } from './memory-connection.ts'
import type { Runtime } from './bun.ts'
import { connectTo, sendOver } from './connection.ts'
import { cpuOf, startServer, type ServerProcess } from './server-process.ts'
import type { ToldKey } from './task.ts'
import { inTurn } from './tokens.ts'

/** How long a comparison of servers may take. */
export interface GuardEffort {
  /** How often every server is started anew: where its memory lies, and what is compiled, moves times. */
  readonly starts: number
  /** Rounds of one start. */
  readonly rounds: number
  /** Requests of one server in one round. */
  readonly requests: number
  readonly warmUp: number
  /** Milliseconds after which no start begins. */
  readonly budgetMs: number
}

/** One server that is compared, and what is sent to it. */
export interface GuardEntry {
  readonly name: string
  readonly guarded: Guarded
  readonly tokens: readonly string[]
  /** @default 'node' */
  readonly runtime?: Runtime
}

/** What one server did: by start, and in it by round. */
export interface GuardSamples<Entry extends GuardEntry = GuardEntry> {
  readonly entry: Entry
  /** Microseconds of its processor for a request. */
  readonly cpu: readonly (readonly number[])[]
  /** Requests a second. */
  readonly rates: readonly (readonly number[])[]
}

/** Lets a server answer so many requests, and tells the microseconds its processor worked for them. */
interface Drive {
  (requests: number): Promise<number>
}

/** Connects to a server that was started. */
export type Transport = (
  server: ServerProcess,
  entry: GuardEntry,
) => Promise<{ readonly drive: Drive; readonly close: () => void }>

/** Connections of {@link loopback}: enough that a server never waits. */
const CONNECTIONS = 32

/** Requests of this process, over the network of this machine. */
export const loopback: Transport = async (server, { tokens }) => {
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => connectTo(server.origin)),
  )
  const nth = inTurn(tokens.map((token) => requestBytes(`/calls/${APP_SID}`, token)))
  return {
    drive: async (requests) => {
      const before = await cpuOf(server)
      await sendOver(connections, requests, nth)
      return (await cpuOf(server)) - before
    },
    close: () => connections.forEach((connection) => connection.close()),
  }
}

/**
 * Requests of the server process to itself, over a connection in its memory: see
 * `connectInMemory`.
 */
export const inMemory: Transport = async (server, { tokens }) => {
  await server.ask('tokens', tokens)
  return {
    drive: async (requests) => (await server.ask('run', requests)) as number,
    close: () => {},
  }
}

interface Started {
  readonly drive: Drive
  readonly cpu: number[]
  readonly rates: number[]
}

/**
 * Puts the same load on every server, each in a process of its own, one at a time, in many short
 * rounds in alternating order.
 */
export async function measureGuards<Entry extends GuardEntry>(
  worker: string,
  entries: readonly Entry[],
  key: ToldKey,
  transport: Transport,
  effort: GuardEffort,
): Promise<readonly GuardSamples<Entry>[]> {
  const all: Started[][] = []
  const end = performance.now() + effort.budgetMs
  for (let start = 0; start < effort.starts; start += 1) {
    if (start > 0 && performance.now() > end) break
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    all.push(await measureStart(worker, entries, key, transport, effort))
  }
  return entries.map((entry, index) => ({
    entry,
    cpu: all.map((started) => started[index]?.cpu ?? []),
    rates: all.map((started) => started[index]?.rates ?? []),
  }))
}

async function measureStart(
  worker: string,
  entries: readonly GuardEntry[],
  key: ToldKey,
  transport: Transport,
  { rounds, requests, warmUp }: GuardEffort,
): Promise<Started[]> {
  const ends: (() => unknown)[] = []
  const start = async (entry: GuardEntry): Promise<Started> => {
    const { guarded, runtime = 'node' } = entry
    const { framework, name } = guarded
    const server = await startServer(worker, { role: 'guarded', framework, name, key, runtime })
    ends.push(() => server.kill())
    const { drive, close } = await transport(server, entry)
    ends.push(close)
    await drive(warmUp)
    return { drive, cpu: [], rates: [] }
  }
  try {
    const started: Started[] = []
    // oxlint-disable no-await-in-loop -- measured one after the other
    for (let first = 0; first < entries.length; first += AT_ONCE) {
      const some = await Promise.allSettled(entries.slice(first, first + AT_ONCE).map(start))
      started.push(...some.map(valueOf))
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const one of inOrderOf(round, started)) await takeTurn(one, requests)
    }
    // oxlint-enable no-await-in-loop
    return started
  } finally {
    await Promise.all(ends.toReversed().map((end) => end()))
  }
}

/** Servers that start at the same time: nothing counts yet. */
const AT_ONCE = 2

function valueOf(settled: PromiseSettledResult<Started>): Started {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

async function takeTurn({ drive, cpu, rates }: Started, requests: number): Promise<void> {
  const start = performance.now()
  cpu.push((await drive(requests)) / requests)
  rates.push((requests * 1000) / (performance.now() - start))
}

/**
 * Microseconds that one server takes more than another: for each start, between the quickest quarters
 * of their rounds. What else wants the machine can only add to a round, and adds most to whoever
 * touches more memory.
 */
export function addedBy(mine: GuardSamples, bare: GuardSamples): readonly number[] {
  return mine.cpu.map((rounds, start) => quickest(rounds) - quickest(bare.cpu[start] ?? []))
}

function quickest(rounds: readonly number[]): number {
  return spreadOf(rounds).q1
}
