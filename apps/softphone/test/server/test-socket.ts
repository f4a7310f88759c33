import { tokenProtocols } from '@grantline/core/client'
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../../src/shared/protocol.ts'

type MessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>

/** A page's end of a socket. */
export interface TestSocket {
  readonly connection: string
  /** The subprotocol the server answered with. */
  readonly protocol: string
  /** Everything that arrived, read or not, but for the answers to {@link TestSocket.settle}. */
  readonly received: readonly ServerMessage[]
  /** The close code, once it is closed. */
  readonly closed: Promise<number>
  /** The reason it was closed for. */
  readonly closeReason: Promise<string>
  send(message: ClientMessage): void
  sendRaw(data: string | Buffer): void
  /** The next unread message of this type. */
  next<Type extends ServerMessage['type']>(type: Type): Promise<MessageOf<Type>>
  /** Waits until the server has answered everything sent so far. */
  settle(): Promise<void>
  /** Closes as a page does. */
  close(code?: number): void
  /** Stops reading, as a device that fell asleep does. */
  goSilent(): void
  /** Breaks off, as a lost network does. */
  drop(): void
}

/** What the calls are named that {@link TestSocket.settle} asks for; there is no such call. */
const PROBE = 'probe-'

/** Opens a socket with a token and reads its first message. */
export async function openSocket(url: string, token: string): Promise<TestSocket> {
  const socket = new WebSocket(url, tokenProtocols(token))
  const received: ServerMessage[] = []
  const unread: ServerMessage[] = []
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const look of waiting) look()
  }
  const end = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString() })
      wake()
    })
  })
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString()) as ServerMessage
    if (message.type !== 'ended' || !message.callId.startsWith(PROBE)) received.push(message)
    unread.push(message)
    wake()
  })

  const take = <Wanted extends ServerMessage>(
    what: string,
    isWanted: (message: ServerMessage) => message is Wanted,
  ): Promise<Wanted> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const message = unread.find(isWanted)
        if (message === undefined && socket.readyState < WebSocket.CLOSING) return
        waiting.delete(look)
        if (message === undefined) return reject(new Error(`closed before ${what} arrived`))
        unread.splice(unread.indexOf(message), 1)
        resolve(message)
      }
      waiting.add(look)
      look()
    })
  const next = <Type extends ServerMessage['type']>(type: Type): Promise<MessageOf<Type>> =>
    take(`"${type}"`, (message): message is MessageOf<Type> => message.type === type)

  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  const { connection } = await next('connected')
  let probes = 0

  return {
    connection,
    protocol: socket.protocol,
    received,
    closed: end.then(({ code }) => code),
    closeReason: end.then(({ reason }) => reason),
    next,
    send: (message) => socket.send(JSON.stringify(message)),
    sendRaw: (data) => socket.send(data),
    async settle() {
      probes += 1
      const callId = `${PROBE}${probes}`
      socket.send(JSON.stringify({ type: 'resume', callId }))
      await take('an answer', (message): message is MessageOf<'ended'> => {
        return message.type === 'ended' && message.callId === callId
      })
    },
    close: (code) => socket.close(code),
    goSilent: () => socket.pause(),
    drop: () => socket.terminate(),
  }
}

/** What an upgrade that is refused answers. */
export interface RefusedUpgrade {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/** Asks for a socket that the server must not open. */
export async function refusedSocket(
  url: string,
  protocols: readonly string[],
): Promise<RefusedUpgrade> {
  const socket = new WebSocket(url, [...protocols])
  return await new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate()
      reject(new Error('the socket was opened'))
    })
    socket.on('error', reject)
    socket.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response
        resolve({ status, headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
      })
    })
  })
}
