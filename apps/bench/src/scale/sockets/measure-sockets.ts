import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryRevocationStore } from '@grantline/core'
import { listen } from '../../http/listen.ts'
import { quantileOf } from '../../measure/statistics.ts'
import { held, stallOf } from '../meter.ts'
import type { Readings } from '../readings.ts'
import type { SocketTask } from '../task.ts'
import { startClients } from './clients-process.ts'
import { countTimers } from './count-timers.ts'
import { admitting } from './servers.ts'

/** Tokens that shall not end live so long. */
const LONG_MS = 600_000
/** The most that a close may wait for. */
const CLOSING_MS = 30_000

/** Opens WebSockets from another process, and waits for the ends of their tokens, or revokes them. */
export async function measureSockets(task: SocketTask): Promise<Readings> {
  const { sockets, spreadMs, firstEndMs } = task
  const revocation = memoryRevocationStore()
  let ended = 0
  const onEnd = (): void => {
    ended += 1
  }
  const admit = await admitting({ kind: task.server, revocation, onEnd })
  const server = createServer((_request, response) => response.writeHead(426).end())
  let failures = 0
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    admit(request, socket, head).catch(() => {
      failures += 1
    })
  })
  await listen(server)
  const timers = countTimers()
  const before = held()
  const start = Date.now()
  const { port } = server.address() as AddressInfo
  const firstEnd = start + (firstEndMs ?? LONG_MS)
  const clients = startClients({ port, sockets, firstEnd, spreadMs })
  try {
    const connected = await clients.connected
    const connecting = Date.now() - start
    if (connected !== sockets || failures > 0) throw new Error('not every socket was opened')
    if (ended > 0) throw new Error('tokens ended before every socket was open; take a later end')
    await sleep(100)
    const after = held()
    const opened = {
      connecting: [connecting],
      memory: [(after.memory - before.memory) / sockets],
      rss: [(after.rss - before.rss) / sockets],
      timers: [timers.alive() / sockets],
      holding: [timersThatHold()],
    }
    if (firstEndMs !== undefined) return { ...opened, ...(await waitForEnds(clients.lateness)) }
    if (task.server !== 'revocable') return opened
    const revoke = (level: 'token' | 'all', value: string): Promise<void> =>
      revocation.revoke({ level, value, expiresAt: Date.now() / 1000 + 600 })
    return { ...opened, ...(await revokeAll(sockets, revoke, () => ended)) }
  } finally {
    timers.stop()
    clients.kill()
    server.closeAllConnections()
    server.close()
  }
}

/** Timers that keep the process from ending. */
function timersThatHold(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

async function waitForEnds(lateness: Promise<readonly number[]>): Promise<Readings> {
  let late: readonly number[] = []
  const { stallMs } = await stallOf(async () => {
    late = await lateness
  })
  return {
    late50: [quantileOf(late, 0.5)],
    late99: [quantileOf(late, 0.99)],
    lateMax: [Math.max(...late)],
    stall: [stallMs],
  }
}

/** Half of the tokens one by one, in one turn of the loop; then whatever is left at once. */
async function revokeAll(
  sockets: number,
  revoke: (level: 'token' | 'all', value: string) => Promise<void>,
  ended: () => number,
): Promise<Readings> {
  const foreign = await stallOf(() => revoke('token', 'nobody'))
  const half = Math.floor(sockets / 2)
  const oneByOne = await stallOf(async () => {
    const ids = Array.from({ length: half }, (_, turn) => `id-${turn}`)
    await Promise.all(ids.map((id) => revoke('token', id)))
    await until(() => ended() >= half)
  })
  const all = await stallOf(async () => {
    await revoke('all', '')
    await until(() => ended() >= sockets)
  })
  return {
    foreignStall: [foreign.stallMs],
    half: [oneByOne.tookMs],
    halfStall: [oneByOne.stallMs],
    all: [all.tookMs],
    allStall: [all.stallMs],
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + CLOSING_MS
  while (!isSo()) {
    if (performance.now() > end) throw new Error('a socket was never closed')
    // oxlint-disable-next-line no-await-in-loop -- the loop is the waiting
    await sleep(1)
  }
}
