import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { createVerifier, TokenError } from '@grantline/core'
import type { GateOptions } from '@grantline/core/http'
import { tokenProtocols } from '@grantline/core/client'
import { capabilities } from '@grantline/express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../core/test/http/socket-host.ts'
import { setupOf } from '../../src/setup.ts'
import {
  CROSS_SITE_REFUSAL,
  insufficient,
  refused,
  UNAVAILABLE,
} from '../../src/table/guard-answers.ts'
import type { ExpectedAnswer } from '../../src/table/row.ts'
import { createWorld, dial, ISSUER, NOW } from '../../src/world.ts'
import { expectAnswer } from '../suite/describe-table.ts'
import { later } from '../suite/later.ts'
import { liveIssuer } from './live-issuer.ts'
import { startWithExpress, startWithHono } from './socket-servers.ts'

const world = await createWorld()
const { tokens } = world

const SERVERS = [
  ['express', startWithExpress, true],
  // The server of Hono writes the status and the headers of a refusal, never its body.
  ['hono', startWithHono, false],
] as const

/** Sends a handshake byte for byte, and gives all that comes back until nothing more does. */
async function shake(port: number, path: string, ...lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: phone.test',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`${[...head, ...lines].join('\r\n')}\r\n\r\n`)
  let heard = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    heard += chunk
    // What is accepted goes on for ever.
    if (heard.startsWith('HTTP/1.1 101') && heard.includes('\r\n\r\n')) socket.destroy()
  })
  socket.on('error', () => {})
  await once(socket, 'close')
  return heard
}

function offer(token: string): string {
  return `Sec-WebSocket-Protocol: ${tokenProtocols(token).join(', ')}`
}

const OFF_THE_WIRE = new Set(['connection', 'content-length'])

interface Reply {
  readonly status: number
  readonly title: string
  readonly body: string
  /** Every header. */
  readonly all: Readonly<Record<string, string>>
  /** Those that are not of the connection. */
  readonly headers: Readonly<Record<string, string>>
}

function parse(text: string): Reply {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const [, status = '', title = ''] = /^HTTP\/1\.1 (\d+) (.*)$/.exec(first) ?? []
  const all = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const own = Object.entries(all).filter(([name]) => !OFF_THE_WIRE.has(name))
  return { status: Number(status), title, headers: Object.fromEntries(own), body, all }
}

describe.each(SERVERS)('an upgrade of %s', (_name, start, hasBody) => {
  const open = async (gate: Partial<GateOptions> = {}): Promise<number> => {
    const setup = setupOf(world, { gate: { from: ['websocket-protocol'], ...gate } })
    const verifier = createVerifier({ issuer: ISSUER, keys: world.keys, clock: () => NOW })
    const { revocation } = await liveIssuer()
    return await start({ gate: setup.gate, verifier, revocation }, onTestFinished)
  }
  const cookie = [`Cookie: token=${tokens.good}`, 'Sec-WebSocket-Protocol: grantline.v1']

  test.each<[string, Partial<GateOptions>, readonly string[], ExpectedAnswer]>([
    ['without a token', {}, [], refused('missing_token')],
    [
      'with a token in the header',
      {},
      [`Authorization: Bearer ${tokens.good}`],
      refused('missing_token'),
    ],
    ['with two tokens', {}, [offer(tokens.good), offer(tokens.good)], refused('malformed_request')],
    [
      'with a token alone',
      {},
      [`Sec-WebSocket-Protocol: grantline.bearer.${tokens.good}`],
      refused('malformed_request'),
    ],
    ['with an expired token', {}, [offer(tokens.expired)], refused('expired_token')],
    ['with a changed token', {}, [offer(tokens.tampered)], refused('invalid_token')],
    ['with a bound token', {}, [offer(tokens.bound)], refused('invalid_token')],
    [
      'with a realm',
      { realm: 'a "b"\r\n' },
      [],
      refused('missing_token', String.raw`Bearer realm="a \"b\"??"`),
    ],
    [
      'of another site with a cookie',
      { from: [{ cookie: 'token' }] },
      [...cookie, 'Origin: https://evil.example'],
      CROSS_SITE_REFUSAL,
    ],
    [
      'of the origin null with a cookie',
      { from: [{ cookie: 'token' }] },
      [...cookie, 'Origin: null'],
      CROSS_SITE_REFUSAL,
    ],
    [
      'of another site with a cookie and its fetch metadata',
      { from: [{ cookie: 'token' }] },
      [...cookie, 'Origin: https://evil.example', 'Sec-Fetch-Site: cross-site'],
      CROSS_SITE_REFUSAL,
    ],
    [
      'while the verifier is down',
      { verifier: { check: async () => ({ ok: false, error: new TokenError('unavailable') }) } },
      [offer('abc')],
      UNAVAILABLE,
    ],
  ])('%s is refused as a request would be', async (_title, gate, lines, expected) => {
    const { status, title, headers, body, all } = parse(
      await shake(await open(gate), '/ws', ...lines),
    )
    expectAnswer({ status, headers, body }, hasBody ? expected : { ...expected, body: '' })
    expect(title).toBe(
      { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable' }[
        status
      ],
    )
    expect(all['connection']).toBe('close')
    expect(all['content-length']).toBe(String(body.length))
  })

  test.each([
    ['the name first', (token: string) => tokenProtocols(token)],
    ['the token first', (token: string) => [...tokenProtocols(token)].reverse()],
    ['others in between', (token: string) => ['chat', ...tokenProtocols(token), 'mqtt']],
  ])('with %s is answered with the name, and the token is in no header', async (_order, list) => {
    const answer = await shake(
      await open(),
      '/ws',
      `Sec-WebSocket-Protocol: ${list(tokens.good).join(', ')}`,
    )
    const { status, all } = parse(answer)
    expect(status).toBe(101)
    expect(all['sec-websocket-protocol']).toBe('grantline.v1')
    expect(answer).not.toContain(tokens.good)
    expect(answer).not.toContain('bearer')
  })

  test.each([
    ['good', tokens.good],
    ['bad', tokens.expired],
  ])(
    'whose client goes away while its %s token is checked leaves no error behind',
    async (_kind, token) => {
      const stray: unknown[] = []
      const note = (error: unknown): void => void stray.push(error)
      process.on('unhandledRejection', note)
      process.on('uncaughtException', note)
      onTestFinished(() => {
        process.off('unhandledRejection', note)
        process.off('uncaughtException', note)
      })
      const [asked, go] = [later<void>(), later<void>()]
      const own = setupOf(world).gate.verifier
      const check: typeof own.check = async (offered) => {
        asked.resolve()
        await go.promise
        return own.check(offered)
      }
      const port = await open({ verifier: { check } })
      const leaving = connect(port, '127.0.0.1')
      leaving.write(
        'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
          `${offer(token)}\r\n\r\n`,
      )
      await asked.promise
      leaving.resetAndDestroy()
      await once(leaving, 'close')
      go.resolve()
      expect(parse(await shake(port, '/ws', offer(tokens.good))).status).toBe(101)
      expect(stray).toEqual([])
    },
  )

  test('with a cookie of its own page is accepted', async () => {
    const port = await open({ from: [{ cookie: 'token' }] })
    const { status } = parse(await shake(port, '/ws', ...cookie, 'Origin: http://phone.test'))
    expect(status).toBe(101)
  })
})

test('an upgrade of express is refused without the capability that it asks for', async () => {
  const guard = capabilities({ ...setupOf(world).gate, from: ['websocket-protocol'] })
  const server = createServer()
  server.on('upgrade', async (req, socket) => {
    const grant = await guard.authenticateUpgrade(req, socket, dial, (view) => ({
      appSid: view.url.slice('/ws/'.length),
    }))
    if (grant !== null) socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  })
  const host = await listen(server, [])
  onTestFinished(() => host.close())
  const answers = []
  for (const app of ['AP1', 'AP2'])
    answers.push(await shake(host.port, `/ws/${app}`, offer(tokens.good)))
  const [accepted, refusal] = answers.map(parse)
  expect(accepted?.status).toBe(101)
  expectAnswer(
    { status: refusal?.status ?? 0, headers: refusal?.headers ?? {}, body: refusal?.body ?? '' },
    insufficient('scope:client:outgoing'),
  )
})
