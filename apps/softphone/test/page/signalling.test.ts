import { TokenManager, type TokenEvent } from '@grantline/core/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket as NodeWebSocket } from 'ws'
import { Signalling } from '../../src/page/signal/signalling.ts'
import { WS_TOKEN_ENDED } from '@grantline/core/client'
import type { ServerMessage } from '../../src/shared/protocol.ts'
import { scriptedServer, type ScriptedServer, type ServerSocket } from './scripted-server.ts'

let server: ScriptedServer
let manager: TokenManager
let signalling: Signalling
let messages: ServerMessage[]
let signedOut: number
let revoked: number
let events: TokenEvent[]

beforeEach(async () => {
  server = await scriptedServer()
  let count = 0
  events = []
  manager = new TokenManager({
    fetchToken: async () => {
      count += 1
      return { token: `t${count}`, expiresIn: 600 }
    },
    onEvent: (event) => events.push(event),
  })
  messages = []
  signedOut = 0
  revoked = 0
  signalling = connect(server.url)
})

afterEach(async () => {
  signalling.stop()
  manager.dispose()
  await server.close()
})

function connect(url: string): Signalling {
  return new Signalling({
    url,
    clientName: 'Alice',
    source: manager,
    onMessage: (message) => messages.push(message),
    onSignedOut: () => {
      signedOut += 1
    },
    onRevoked: () => {
      revoked += 1
      manager.logout()
    },
    open: (address, protocols) => new NodeWebSocket(address, protocols) as unknown as WebSocket,
    random: () => 0,
  })
}

/** The nth socket, once it has asked to register. */
async function registering(index: number): Promise<ServerSocket> {
  return vi.waitFor(() => {
    const socket = server.sockets[index]
    if (socket?.received.at(-1)?.type !== 'register') throw new Error('not yet')
    return socket
  })
}

async function registered(index = 0): Promise<ServerSocket> {
  const socket = await registering(index)
  socket.send({ type: 'connected', connection: `s${index}` })
  socket.send({ type: 'registered', clientName: 'Alice' })
  await vi.waitFor(() => expect(signalling.snapshot.state).toBe('connected'))
  return socket
}

describe('the line to the server', () => {
  test('opens with the token, registers the name and knows what the server calls it', async () => {
    signalling.start()
    expect(signalling.snapshot.state).toBe('connecting')
    const socket = await registered()
    expect(socket.token).toBe('t1')
    expect(socket.received).toEqual([{ type: 'register', clientName: 'Alice' }])
    expect(signalling.connection).toBe('s0')
    expect(messages.map(({ type }) => type)).toEqual(['connected', 'registered'])
  })

  test('sends nothing before the server has registered it', async () => {
    signalling.start()
    await registering(0)
    expect(signalling.send({ type: 'hang_up', callId: 'c1' })).toBe(false)
    const socket = await registered()
    expect(signalling.send({ type: 'hang_up', callId: 'c1' })).toBe(true)
    await vi.waitFor(() => expect(socket.received.at(-1)?.type).toBe('hang_up'))
  })

  test('hands every fresh token over the open socket', async () => {
    signalling.start()
    const socket = await registered()
    await manager.refresh()
    await vi.waitFor(() => expect(socket.received.at(-1)).toEqual({ type: 'token', token: 't2' }))
    expect(server.sockets).toHaveLength(1)
  })

  test('comes back by itself after a loss, with the same token', async () => {
    signalling.start()
    const socket = await registered()
    socket.close(1012)
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('offline'))
    expect(signalling.connection).toBeUndefined()
    await registered(1)
    expect(server.tokens).toEqual(['t1', 't1'])
  })

  test('asks for another token when the one it used did not get through', async () => {
    server.refused.add('t1')
    signalling.start()
    await registered()
    expect(server.tokens).toEqual(['t1', 't2'])
    expect(events).toContainEqual({ type: 'fetch_start', reason: 'rejected' })
  })

  test('comes back at once with another token when its own ran out', async () => {
    signalling.start()
    const socket = await registered()
    socket.close(WS_TOKEN_ENDED, 'expired')
    await registered(1)
    expect(server.tokens).toEqual(['t1', 't2'])
  })

  test('comes back with another token when a fresh one was refused', async () => {
    signalling.start()
    const socket = await registered()
    await manager.refresh()
    await vi.waitFor(() => expect(socket.received.at(-1)?.type).toBe('token'))
    socket.send({ type: 'refused', of: 'token', code: 'not_same_holder', title: 'Another holder.' })
    await registered(1)
    expect(server.tokens).toEqual(['t1', 't3'])
  })

  test('tries while the server is away, and finds the one that comes in its place', async () => {
    signalling.start()
    const socket = await registered()
    const port = Number(new URL(server.url).port)
    await server.close()
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('offline'))
    expect(socket.token).toBe('t1')
    server = await scriptedServer(port)
    await registered()
    expect(signalling.snapshot.state).toBe('connected')
  })

  test('does not wait for the end of a pause when a fresh token comes', async () => {
    server.refused.add('t1')
    server.refused.add('t2')
    server.refused.add('t3')
    signalling.start()
    await vi.waitFor(() => expect(server.tokens).toEqual(['t1', 't2']))
    await manager.refresh()
    await vi.waitFor(() => expect(server.tokens).toContain('t3'))
  })

  test('tries at once when told to', async () => {
    signalling.start()
    const socket = await registered()
    socket.close(1012)
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('offline'))
    signalling.tryNow()
    signalling.tryNow()
    await registered(1)
    expect(server.sockets).toHaveLength(2)
  })
})

describe('a refused registration', () => {
  const refusal = {
    type: 'refused',
    of: 'register',
    code: 'insufficient_capability',
    title: 'This token may not register.',
    required: 'scope:client:incoming?clientName=Alice',
  } as const

  test('is shown with the scope that would have sufficed', async () => {
    signalling.start()
    const socket = await registering(0)
    socket.send(refusal)
    await vi.waitFor(() =>
      expect(signalling.snapshot).toEqual({
        state: 'refused',
        title: refusal.title,
        required: refusal.required,
      }),
    )
  })

  test('is tried again with the next token, over the same socket', async () => {
    signalling.start()
    const socket = await registering(0)
    socket.send(refusal)
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('refused'))
    await manager.refresh()
    await vi.waitFor(() =>
      expect(socket.received).toEqual([
        { type: 'register', clientName: 'Alice' },
        { type: 'token', token: 't2' },
        { type: 'register', clientName: 'Alice' },
      ]),
    )
    await registered()
    expect(server.sockets).toHaveLength(1)
  })
})

describe('a revoked token', () => {
  test('closes the line, and nothing is tried before there is another token', async () => {
    signalling.start()
    const socket = await registered()
    socket.close(WS_TOKEN_ENDED, 'revoked')
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('revoked'))
    expect(revoked).toBe(1)
    expect(signalling.connection).toBeUndefined()
    expect(signalling.send({ type: 'hang_up', callId: 'c1' })).toBe(false)
    expect(server.tokens).toEqual(['t1'])

    await manager.refresh()
    expect(signalling.snapshot.state).toBe('connecting')
    await registered(1)
    expect(server.tokens).toEqual(['t1', 't2'])
    expect(revoked).toBe(1)
  })

  test('is told once, whether by the answer or by the socket first', async () => {
    signalling.start()
    const socket = await registered()
    signalling.revoked()
    socket.close(WS_TOKEN_ENDED, 'revoked')
    await socket.gone
    expect(signalling.snapshot.state).toBe('revoked')
    expect(revoked).toBe(1)
  })

  test('ends the wait for a server that is away', async () => {
    signalling.start()
    const socket = await registered()
    socket.close(1012)
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('offline'))
    signalling.revoked()
    expect(signalling.snapshot.state).toBe('revoked')
    await manager.refresh()
    await registered(1)
    expect(server.tokens).toEqual(['t1', 't2'])
  })

  test('leads back to a server that was away when the next token came', async () => {
    signalling.start()
    await registered()
    const port = Number(new URL(server.url).port)
    signalling.revoked()
    await server.close()
    await manager.refresh()
    await vi.waitFor(() => expect(signalling.snapshot.state).toBe('offline'))
    server = await scriptedServer(port)
    await registered()
  })
})

describe('the end of the line', () => {
  test('comes with the sign-out, and nothing is tried after it', async () => {
    signalling.start()
    const socket = await registered()
    socket.send({ type: 'signed_out' })
    socket.close(WS_TOKEN_ENDED, 'revoked')
    await vi.waitFor(() => expect(signedOut).toBe(1))
    await manager.refresh()
    signalling.tryNow()
    expect(server.sockets).toHaveLength(1)
    expect(revoked).toBe(0)
  })

  test('closes the socket, and what it was waiting for is dropped', async () => {
    signalling.start()
    await registered()
    signalling.stop()
    expect(signalling.send({ type: 'hang_up', callId: 'c1' })).toBe(false)
    await manager.refresh()
    expect(server.sockets).toHaveLength(1)
  })

  test('before the token has come opens no socket', async () => {
    signalling.start()
    signalling.stop()
    await manager.getToken()
    expect(server.tokens).toEqual([])
  })
})
