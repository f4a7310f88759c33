import { once } from 'node:events'
import { connect } from 'node:net'
import { tokenProtocols } from '@grantline/core/client'
import type { GateOptions } from '@grantline/core/http'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { liveIssuer, type LiveIssuer } from './live-issuer.ts'
import { startWithExpress, startWithHono, type StartSockets } from './socket-servers.ts'

// The sockets are real, the time is not: it goes on when a test says so.

const SERVERS: readonly (readonly [string, StartSockets])[] = [
  ['express', startWithExpress],
  ['hono', startWithHono],
]

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

async function open(start: StartSockets, issuer: LiveIssuer): Promise<number> {
  const { verifier, revocation } = issuer
  const gate: GateOptions = { verifier, from: ['websocket-protocol'] }
  return await start({ gate, verifier, revocation }, onTestFinished)
}

/** A client, and what happens to it, in order. */
async function join(start: StartSockets, issuer: LiveIssuer, token: string) {
  const port = await open(start, issuer)
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, [...tokenProtocols(token)])
  onTestFinished(() => ws.terminate())
  const events: string[] = []
  const waiting: (() => void)[] = []
  const tell = (event: string): void => {
    events.push(event)
    waiting.splice(0).forEach((wake) => wake())
  }
  ws.addEventListener('message', ({ data }) => tell(typeof data === 'string' ? data : 'bytes'))
  ws.on('close', (code, reason) => tell(`${code} ${String(reason)}`))
  ws.on('error', (error) => tell(`error ${error.message}`))
  const until = async (count: number): Promise<string[]> => {
    while (events.length < count) {
      await new Promise<void>((wake) => {
        waiting.push(wake)
      })
    }
    return events
  }
  return { ws, until }
}

describe.each(SERVERS)('a WebSocket of %s', (_name, start) => {
  test('speaks the one protocol, and is closed when the token ends, not before', async () => {
    const issuer = await liveIssuer()
    const { ws, until } = await join(start, issuer, (await issuer.mint(600)).token)
    expect(await until(1)).toEqual(['hello alice'])
    expect(ws.protocol).toBe('grantline.v1')
    vi.advanceTimersByTime(598_000)
    ws.send('are you there')
    expect(await until(2)).toEqual(['hello alice', 'invalid_token'])
    vi.advanceTimersByTime(4000)
    expect((await until(3)).slice(2)).toEqual(['4401 expired'])
  })

  test('goes on with a fresh token, and is closed when that one ends', async () => {
    const issuer = await liveIssuer()
    const { ws, until } = await join(start, issuer, (await issuer.mint(600)).token)
    await until(1)
    vi.advanceTimersByTime(400_000)
    ws.send((await issuer.mint(600)).token)
    expect((await until(2))[1]).toBe('renewed')
    vi.advanceTimersByTime(400_000)
    ws.send('are you there')
    expect((await until(3))[2]).toBe('invalid_token')
    vi.advanceTimersByTime(204_000)
    expect((await until(4))[3]).toBe('4401 expired')
  })

  test('is not renewed by a token that is no good, or somebody else’s', async () => {
    const issuer = await liveIssuer()
    const { ws, until } = await join(start, issuer, (await issuer.mint(600)).token)
    await until(1)
    ws.send('abc')
    expect((await until(2))[1]).toBe('invalid_token')
    ws.send((await issuer.mint(6000, 'bob')).token)
    expect((await until(3))[2]).toBe('not_same_holder')
    vi.advanceTimersByTime(602_000)
    expect((await until(4))[3]).toBe('4401 expired')
  })

  test.each([0, 1])('is closed when its token number %i is revoked', async (number) => {
    const issuer = await liveIssuer()
    const minted = [await issuer.mint(600), await issuer.mint(6000)]
    const { ws, until } = await join(start, issuer, minted[0]?.token ?? '')
    await until(1)
    if (number === 1) {
      ws.send(minted[1]?.token ?? '')
      await until(2)
    }
    const revoked = minted[number]
    if (revoked !== undefined) issuer.revoke(revoked).catch(() => {})
    expect((await until(2 + number))[1 + number]).toBe('4401 revoked')
  })

  test('is cut off when its client does not answer the close', async () => {
    const issuer = await liveIssuer()
    const { token } = await issuer.mint(600)
    const socket = connect(await open(start, issuer), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let heard = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      heard += chunk
    })
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        `Sec-WebSocket-Protocol: ${tokenProtocols(token).join(', ')}\r\n\r\n`,
    )
    while (!heard.includes('hello alice')) await once(socket, 'data')
    vi.advanceTimersByTime(602_000)
    while (!heard.endsWith('expired')) await once(socket, 'data')
    // A close frame with 4401, big-endian, and its reason. The client does not answer it.
    expect(heard.slice(-11)).toBe('\u0088\u0009\u0011\u0031expired')
    const closed = once(socket, 'close')
    // `ws` by itself waits thirty seconds.
    vi.advanceTimersByTime(1500)
    await closed
  })
})
