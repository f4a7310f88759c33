import { createServer } from 'node:http'
import { createServer as createNetServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTo, sendOver } from '../src/http/connection.ts'
import { guardedNamed } from '../src/http/guarded/all.ts'
import {
  addedBy,
  inMemory,
  loopback,
  measureGuards,
  type GuardEntry,
} from '../src/http/measure-guards.ts'
import { connectInMemory, requestBytes } from '../src/http/memory-connection.ts'
import { sendBySchedule } from '../src/http/open-loop.ts'
import { memoryOf, startServer } from '../src/http/server-process.ts'
import { tellKey } from '../src/http/task.ts'
import { inTurn, tokenSet } from '../src/http/tokens.ts'
import { makeKeys } from '../src/keys.ts'
import { APP_SID } from '../src/work.ts'
import { bundleWorker, type Worker } from './bundle-worker.ts'

const keys = makeKeys('HS256')
const tokens = tokenSet(keys).returning
let worker: Worker

beforeAll(async () => {
  worker = await bundleWorker()
})
afterAll(() => worker.remove())

test.each([
  ['in memory', inMemory],
  ['on loopback', loopback],
])('servers are measured start by start and round by round, %s', async (_where, transport) => {
  const names = ['bare', 'guard, computed']
  const entries = await Promise.all(
    names.map(async (name): Promise<GuardEntry> => {
      return { name, guarded: await guardedNamed('hono', name), tokens }
    }),
  )
  const effort = { starts: 2, rounds: 3, requests: 20, warmUp: 20, budgetMs: 60_000 }
  const samples = await measureGuards(worker.file, entries, tellKey(keys), transport, effort)
  for (const { cpu, rates } of samples) {
    expect([cpu, rates].map((starts) => starts.map(({ length }) => length))).toEqual([
      [3, 3],
      [3, 3],
    ])
    for (const sample of [...cpu, ...rates].flat()) expect(sample).toBeGreaterThan(0)
  }
})

test.each([
  ['in memory', inMemory],
  ['on loopback', loopback],
])('a server that refuses is not measured, %s', async (_where, transport) => {
  const guarded = await guardedNamed('hono', 'by hand')
  const entry = { name: 'refusing', guarded, tokens: ['no.good.token'] }
  const effort = { starts: 1, rounds: 1, requests: 1, warmUp: 1, budgetMs: 60_000 }
  await expect(
    measureGuards(worker.file, [entry], tellKey(keys), transport, effort),
  ).rejects.toThrow('401')
})

test('what is added is told by the quickest quarters of the rounds of a start', async () => {
  const guarded = await guardedNamed('hono', 'bare')
  const of = (...cpu: number[][]) => ({
    entry: { name: '', guarded, tokens: [] },
    cpu,
    rates: [],
  })
  expect(addedBy(of([5, 100, 7], [9]), of([1, 2, 3], [2]))).toEqual([4.5, 7])
})

test('a connection in memory takes one request after the other', async () => {
  const seen: (string | undefined)[] = []
  const server = createServer((req, res) => {
    seen.push(req.headers.authorization)
    res.statusCode = req.url === '/good' ? 200 : 403
    res.end('ok')
  })
  const connection = connectInMemory(server)
  await connection.send(requestBytes('/good', 'one'))
  await connection.send(requestBytes('/good', 'two'))
  await expect(connection.send(requestBytes('/bad', 'three'))).rejects.toThrow('403')
  connection.close()
  expect(seen).toEqual(['Bearer one', 'Bearer two', 'Bearer three'])
})

/** A server of loopback that writes these pieces for every request. */
async function answering(pieces: readonly string[]): Promise<{ origin: string; end: () => void }> {
  const server = createNetServer((socket) => {
    socket.on('data', async () => {
      for (const piece of pieces) {
        // oxlint-disable-next-line no-await-in-loop -- each in a packet of its own
        await new Promise((resolve) => socket.write(piece, resolve))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, end: () => server.close() }
}

test('an answer over loopback is there when it is whole, in pieces too', async () => {
  const { origin, end } = await answering([
    'HTTP/1.1 200 OK\r\nContent-',
    'Length: 2\r\n\r',
    '\no',
    'k',
  ])
  const connections = await Promise.all([connectTo(origin), connectTo(origin)])
  let sent = 0
  await sendOver(connections, 7, () => {
    sent += 1
    return requestBytes('/', 'one')
  })
  for (const connection of connections) connection.close()
  end()
  expect(sent).toBe(7)
})

test.each([
  ['another status', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n', '401'],
  ['no length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'length'],
])('an answer over loopback with %s fails', async (_what, answer, message) => {
  const { origin, end } = await answering([answer])
  const connection = await connectTo(origin)
  await expect(connection.send(requestBytes('/', 'one'))).rejects.toThrow(message)
  connection.close()
  end()
})

test('a server that goes away is noticed', async () => {
  const server = createNetServer((socket) => void socket.once('data', () => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const connection = await connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await expect(connection.send(requestBytes('/', 'one'))).rejects.toThrow('closed')
  server.close()
})

test.each([
  ['hono', 'guard, computed'],
  ['hono', 'by hand'],
  ['express', 'guard, computed, cached'],
] as const)('on Bun, %s with "%s" answers as on Node', async (framework, name) => {
  const task = { role: 'guarded', framework, name, key: tellKey(keys), runtime: 'bun' } as const
  const server = await startServer(worker.file, task)
  const statusOf = async (token: string, app = APP_SID): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`${server.origin}/calls/${app}`, { headers })).status
  }
  const [token = ''] = tokens
  try {
    expect([
      await statusOf(token),
      await statusOf(`${token.slice(0, -8)}AAAAAAAA`),
      await statusOf(token, 'AP0'),
    ]).toEqual([200, 401, 403])
  } finally {
    await server.kill()
  }
})

test('a process tells what it holds', async () => {
  const server = await startServer(worker.file, { role: 'token', framework: 'hono' })
  const { rss, heap } = await memoryOf(server)
  await expect(server.ask('nothing')).resolves.toBeUndefined()
  await server.kill()
  expect(rss).toBeGreaterThan(heap)
  expect(heap).toBeGreaterThan(1_000_000)
})

test('a server that is gone answers nobody', async () => {
  const server = await startServer(worker.file, { role: 'token', framework: 'hono' })
  const asked = server.ask('cpu')
  await asked
  await server.kill()
  await expect(server.ask('cpu')).rejects.toThrow(/./)
})

test('a schedule waits for nobody, and counts the wait', async () => {
  let inFlight = 0
  let most = 0
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const run = sendBySchedule(
    async () => {
      inFlight += 1
      most = Math.max(most, inFlight)
      if (inFlight === 5) release()
      await held
    },
    { rate: 1000, seconds: 0.005 },
  )
  const { latencies, lateness, errors } = await run
  expect({ most, errors, answered: latencies.length, sent: lateness.length }).toEqual({
    most: 5,
    errors: 0,
    answered: 5,
    sent: 5,
  })
})

test('what is sent too late has taken longer', async () => {
  const { latencies, lateness } = await sendBySchedule(async () => {}, {
    rate: 1000,
    seconds: 0.01,
  })
  expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0)
  for (const [index, latency] of latencies.entries()) {
    expect(latency).toBeGreaterThanOrEqual(lateness[index] ?? Number.NaN)
  }
})

test('a request of a schedule that fails is counted, and ends nothing', async () => {
  let turn = 0
  const fail = async (): Promise<void> => {
    turn += 1
    if (turn % 2 === 0) throw new Error('no')
  }
  const { latencies, errors } = await sendBySchedule(fail, { rate: 1000, seconds: 0.01 })
  expect([latencies.length, errors]).toEqual([5, 5])
})

test('tokens come in turn, and begin again', () => {
  const next = inTurn(['a', 'b'])
  expect([next(), next(), next()]).toEqual(['a', 'b', 'a'])
  expect(inTurn([])).toThrow(RangeError)
})
