import type { Server } from 'node:http'
import { Duplex } from 'node:stream'
import type { Connection } from './connection.ts'

/**
 * Connects to a server without the system in between: what is left is what Node, the framework and
 * the guard do, parser and answer included. On loopback, system calls take as much again, and hide
 * small differences in their noise.
 */
export function connectInMemory(server: Server): Connection {
  let settle: ((answer: string) => void) | undefined
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      settle?.(statusIn(chunk))
      done()
    },
    writev(chunks, done) {
      settle?.(statusIn(chunks[0]?.chunk as Buffer))
      done()
    },
  })
  server.emit('connection', socket)
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = (answer) => {
          settle = undefined
          if (answer === STATUS) resolve()
          else reject(new Error(`a request was answered with ${answer}`))
        }
        socket.push(request)
      }),
    close: () => void socket.destroy(),
  }
}

const STATUS = 'HTTP/1.1 200'

function statusIn(answer: Buffer): string {
  return answer.toString('latin1', 0, STATUS.length)
}

/** The bytes of a guarded request, as a client sends them. */
export function requestBytes(path: string, token: string): Buffer {
  const lines = [
    `GET ${path} HTTP/1.1`,
    'host: 127.0.0.1:3000',
    'connection: keep-alive',
    `authorization: Bearer ${token}`,
    '\r\n',
  ]
  return Buffer.from(lines.join('\r\n'))
}
