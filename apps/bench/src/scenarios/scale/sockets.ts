import { measureApart } from '../../scale/child.ts'
import { samplesIn, type Readings } from '../../scale/readings.ts'
import type { SocketServer } from '../../scale/task.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { figureOf } from './figures.ts'

const OPEN = 'Open sockets'
const ENDING = 'Closed when their tokens end'
const REVOKED = 'Closed because they are revoked'

const ROWS: readonly (readonly [SocketServer, string])[] = [
  ['bare', 'ws'],
  ['gate', 'ws, token verified by createGate'],
  ['by-hand', 'ws, token verified, setTimeout by hand'],
  ['watched', 'ws, token verified, closeOnEnd'],
  ['revocable', 'ws, token verified, closeOnEnd with revocation'],
]

const WHILE_OPEN: readonly (readonly [string, Figure['unit'], string])[] = [
  ['memory', 'bytes', 'heap, each'],
  ['rss', 'bytes', 'RSS, each'],
  ['timers', 'times', 'timers, each'],
  ['holding', 'times', 'timers that keep the process from ending'],
]

const AT_THE_END: readonly (readonly [string, Figure['unit'], string])[] = [
  ['late50', 'ms', 'late, p50'],
  ['late99', 'ms', 'late, p99'],
  ['lateMax', 'ms', 'late, max'],
  ['stall', 'ms', 'longest stall'],
]

const WHEN_REVOKED: readonly (readonly [string, string, string])[] = [
  ['foreignStall', 'a token of nobody here', 'longest stall'],
  ['half', 'half of them, one by one at once', 'until all are closed'],
  ['halfStall', 'half of them, one by one at once', 'longest stall'],
  ['all', 'the others, level `all`', 'until all are closed'],
  ['allStall', 'the others, level `all`', 'longest stall'],
]

/** WebSockets that live as long as their tokens. */
export function socketsScale(worker?: string): Scenario {
  return {
    name: 'scale-sockets',
    section: 'scale',
    title: 'Many WebSockets',
    about:
      'WebSockets of one node:http server with ws on one machine, the clients in a process of their own; half of the tokens end anywhere within the time, half at five instants',
    differs: [
      'Lateness is measured where the close frame arrives, from `exp` on: it holds the way through both processes.',
      'The timer by hand does not hear of revocations, and a clock that jumps does not move it; closeOnEnd looks at the clock every minute, cuts off a peer that does not go, and its timers keep no process alive.',
      'A stall is the longest time in which nothing else runs in the server; a quiet one reads as 1 ms.',
    ],
    run: async ({ scale: { sockets, spreadMs } }) => {
      const figures: Figure[] = []
      let slowestMs = 0
      const measure = (server: SocketServer, firstEndMs?: number): Promise<Readings> => {
        const ends = firstEndMs === undefined ? {} : { firstEndMs }
        return measureApart({ kind: 'sockets', server, sockets, spreadMs, ...ends }, worker)
      }
      for (const [server, row] of ROWS) {
        const ends = server === 'by-hand' || server === 'watched'
        // Nothing may end before everything is open; the machine may slow down meanwhile.
        const firstEndMs = ends ? 500 + 0.1 * sockets + 2.5 * slowestMs : undefined
        // oxlint-disable-next-line no-await-in-loop -- measured one after the other
        const readings = await measure(server, firstEndMs)
        slowestMs = Math.max(slowestMs, ...samplesIn(readings, 'connecting'))
        const note =
          server === 'bare' ? `${sockets.toLocaleString('en')} sockets of one process` : undefined
        for (const [index, [read, unit, column]] of WHILE_OPEN.entries()) {
          const noted = index === 0 ? note : undefined
          const cell = { table: OPEN, row, column }
          figures.push(figureOf(readings, { read, unit, cell, note: noted }))
        }
        if (ends) {
          for (const [read, unit, column] of AT_THE_END) {
            figures.push(figureOf(readings, { read, unit, cell: { table: ENDING, row, column } }))
          }
        }
        if (server !== 'revocable') continue
        for (const [read, what, column] of WHEN_REVOKED) {
          const cell = { table: REVOKED, row: what, column }
          figures.push(figureOf(readings, { read, unit: 'ms', cell }))
        }
      }
      return figures
    },
  }
}
