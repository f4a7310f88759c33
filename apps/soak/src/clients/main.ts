import { setMaxListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { createRandom } from '../random.ts'
import { createClient, LIVES } from './client.ts'
import type { ClientsTask, Said } from './messages.ts'
import { createPending } from './pending.ts'
import { addFinding, createTally } from './tally.ts'

// The clients, in a process of their own: its memory is theirs.

const task = JSON.parse(process.argv[2] ?? '') as ClientsTask
const { origin, managers, seed, life, timeout, sampleMs } = task
const pending = createPending()
const tally = createTally()
/** What takes a fetch at most, and as long again for a busy machine. */
const LOOKS = Math.ceil((2 * timeout * 1000) / sampleMs)
const ended = new AbortController()
setMaxListeners(0, ended.signal)

process.on('unhandledRejection', (why) => addFinding(tally, `unhandled rejection: ${textOf(why)}`))
process.on('uncaughtException', (why) => addFinding(tally, `uncaught exception: ${textOf(why)}`))

const clients = Array.from({ length: managers }, (_, index) => {
  const kind = LIVES[index % LIVES.length] ?? 'subscribed'
  const random = createRandom(seed, index)
  const world = { origin, life, timeout, random, pending, tally, signal: ended.signal }
  return createClient(`user-${index}`, kind, world)
})

const sampler = setInterval(() => void sample(), sampleMs)
process.once('message', () => ended.abort())
await Promise.all(clients.map((client) => client.live()))
clearInterval(sampler)
if (pending.size > 0) addFinding(tally, `${pending.size} calls still under way in the end`)
const done: Said = { type: 'done', tally, longest: pending.longest() }
// Connections whose bodies were given up would keep Node here.
process.send?.(done, () => process.exit())

async function sample(): Promise<void> {
  for (const client of clients) {
    const complaint = client.lookAfter(LOOKS)
    if (complaint !== undefined) addFinding(tally, complaint)
  }
  for (const late of pending.lookAfter(LOOKS)) addFinding(tally, `not settled: ${late}`)
  globalThis.gc?.()
  // What the first frees may hold more, behind a finalizer or a weak reference.
  await turn()
  globalThis.gc?.()
  const { heapUsed: heap, rss } = process.memoryUsage()
  const said: Said = { type: 'sample', heap, rss, pending: pending.size, tally }
  if (process.connected) process.send?.(said)
}

function textOf(why: unknown): string {
  return why instanceof Error ? (why.stack ?? why.message) : String(why)
}
