import { createHmac } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { base64url, makeKeys } from '../../keys.ts'
import { AUDIENCE, headerFor, ISSUER } from '../../work.ts'

/** What the process of the clients is told. */
export interface ClientsTask {
  readonly port: number
  readonly sockets: number
  /** Milliseconds since 1970. */
  readonly firstEnd: number
  readonly spreadMs: number
}

/** What it tells: that all are connected, then how late each was closed. */
export type ClientsNews =
  | { readonly connected: number }
  | { readonly latenessMs: readonly number[]; readonly early: number }

/** Connections on their way at a time. */
const TOGETHER = 100
/** Half of the tokens end in groups of so many, at one instant each. */
const GROUPS = 5
const CLOSE = 0x88
const TOKEN_ENDED = 4401

/**
 * Opens WebSockets without a library, so that ten thousand cost little, and writes down when each is
 * closed for the end of its token.
 */
export async function runClients(
  task: ClientsTask,
  tell: (news: ClientsNews) => void,
): Promise<void> {
  const ends = endsOf(task)
  const tokenOf = tokenMaker()
  const closed: Promise<number>[] = []
  let next = 0
  const openSome = async (): Promise<void> => {
    for (let turn = (next += 1) - 1; turn < ends.length; turn = (next += 1) - 1) {
      const end = ends[turn] ?? 0
      // oxlint-disable-next-line no-await-in-loop -- so many at a time
      const { whenClosed } = await open(task.port, tokenOf(turn, end / 1000))
      closed.push(whenClosed.then((at) => at - end))
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, openSome))
  tell({ connected: closed.length })
  const latenessMs = await Promise.all(closed)
  tell({ latenessMs, early: latenessMs.filter((late) => late < -1).length })
}

/** When tokens end: half of them anywhere in the time, half at a few instants. In order. */
export function endsOf({ sockets, firstEnd, spreadMs }: Omit<ClientsTask, 'port'>): number[] {
  return Array.from({ length: sockets }, (_, turn) => {
    const share = turn % 2 === 0 ? turn / sockets : Math.floor((turn / sockets) * GROUPS) / GROUPS
    return Math.round(firstEnd + share * spreadMs)
  }).toSorted((a, b) => a - b)
}

interface Opened {
  /** Milliseconds since 1970, when the close frame came. */
  readonly whenClosed: Promise<number>
}

/** @throws {Error} if the server refuses */
function open(port: number, token: string): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.on('connect', () => socket.write(upgradeWith(token)))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server closed a socket before it was open')))
    socket.once('data', (data) => {
      const head = String(data)
      if (head.startsWith('HTTP/1.1 101')) resolve({ whenClosed: closeOf(socket) })
      else reject(new Error(head.slice(0, 60)))
    })
  })
}

/** Milliseconds since 1970 when the server says that the token has ended. */
function closeOf(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('data', (data: Buffer) => {
      if (data[0] !== CLOSE || data.readUInt16BE(2) !== TOKEN_ENDED) return
      // The same code goes back, masked with zeros (RFC 6455 §5.5.1).
      socket.end(Buffer.from([CLOSE, 0x82, 0, 0, 0, 0, TOKEN_ENDED >> 8, TOKEN_ENDED & 0xff]))
      resolve(Date.now())
    })
  })
}

function upgradeWith(token: string): string {
  const lines = [
    'GET /acme HTTP/1.1',
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: grantline.v1, grantline.bearer.${token}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

function tokenMaker(): (turn: number, exp: number) => string {
  const keys = makeKeys('HS256')
  const header = base64url(JSON.stringify(headerFor(keys)))
  const iat = Math.floor(Date.now() / 1000) - 60
  return (turn, exp) => {
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: `user-${turn}`, jti: `id-${turn}`, iat, exp }
    const input = `${header}.${base64url(JSON.stringify({ ...claims, scope: 'scope:room:join?room=acme' }))}`
    return `${input}.${createHmac('sha256', keys.signing).update(input).digest('base64url')}`
  }
}
