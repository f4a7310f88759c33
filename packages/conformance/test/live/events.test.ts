import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { watchGrant, type Grant } from '@grantline/core'
import type { TokenFrom } from '@grantline/core/http'
import { capabilities as expressGuard, ticketEndpoint as expressTickets } from '@grantline/express'
import { capabilities as honoGuard, ticketEndpoint as honoTickets } from '@grantline/hono'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { liveIssuer, type LiveIssuer } from './live-issuer.ts'

const from: readonly TokenFrom[] = ['header', { ticket: 'ticket' }]

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function startExpress(issuer: LiveIssuer): Promise<string> {
  const { verifier, minter, revocation } = issuer
  const guard = expressGuard({ verifier, from })
  const app = express()
  app.post('/ticket', expressTickets({ verifier, minter }))
  app.get('/events', guard, (req, res) => {
    res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.write(`data: hello ${guard.get(req).subject}\n\n`)
    const onEnd = (why: string): void => void res.end(`event: end\ndata: ${why}\n\n`)
    const watch = watchGrant(guard.get(req), { revocation, onEnd })
    res.on('close', () => watch.stop())
  })
  return listen(app)
}

function startHono(issuer: LiveIssuer): Promise<string> {
  const { verifier, minter } = issuer
  const guard = honoGuard({ verifier, from })
  const app = new Hono()
  app.post('/ticket', honoTickets({ verifier, minter }))
  app.get('/events', guard, (c) =>
    streamSSE(c, async (stream) => {
      await stream.writeSSE({ data: `hello ${c.var.grant.subject}` })
      const why = await endOf(c.var.grant, issuer.revocation, (stop) => stream.onAbort(stop))
      await stream.writeSSE({ event: 'end', data: why })
    }),
  )
  const listener = getRequestListener(app.fetch)
  return listen((req, res) => void listener(req, res))
}

/** Why a grant ends, once it has. */
function endOf(
  grant: Grant,
  revocation: LiveIssuer['revocation'],
  onAbort: (stop: () => void) => void,
): Promise<string> {
  return new Promise((resolve) => {
    const watch = watchGrant(grant, { revocation, onEnd: resolve })
    onAbort(() => {
      watch.stop()
      resolve('aborted')
    })
  })
}

/** Trades a token for the URL that an `EventSource` opens. */
async function ticketUrl(base: string, token: string): Promise<string> {
  const response = await fetch(`${base}/ticket`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: new URLSearchParams(),
  })
  const { access_token: ticket } = (await response.json()) as { access_token: string }
  return `${base}/events?ticket=${ticket}`
}

/** Waits for the first event; what it gives hears the rest. */
async function begin(response: Response): Promise<() => Promise<string>> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader?.read())?.value ?? ''
  return async () => {
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      text += next.value
    }
    return text
  }
}

// The sockets are real, the time is not: it goes on when a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

describe.each([
  ['express', startExpress],
  ['hono', startHono],
] as const)('events of %s', (_name, start) => {
  test('opened with a token end when it does', async () => {
    const issuer = await liveIssuer()
    const base = await start(issuer)
    const { token } = await issuer.mint(60)
    const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' }
    const response = await fetch(`${base}/events`, { headers })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const hearRest = await begin(response)
    vi.advanceTimersByTime(62_000)
    expect(await hearRest()).toMatch(/hello alice[^]*data: expired\n\n$/)
  })

  test('opened with a ticket end when it does, and are opened once', async () => {
    const issuer = await liveIssuer()
    const base = await start(issuer)
    const url = await ticketUrl(base, (await issuer.mint(600)).token)
    const response = await fetch(url, { headers: { Accept: 'text/event-stream' } })
    // What an EventSource does when the connection drops: the same URL again.
    const again = await fetch(url)
    expect([again.status, await again.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'replayed_token' }),
    ])
    const hearRest = await begin(response)
    vi.advanceTimersByTime(32_000)
    expect(await hearRest()).toMatch(/hello alice[^]*data: expired\n\n$/)
  })

  test.each(['token', 'ticket'])('opened with a %s end when the token is revoked', async (kind) => {
    const issuer = await liveIssuer()
    const base = await start(issuer)
    const minted = await issuer.mint(60)
    const headers = { Authorization: `Bearer ${minted.token}` }
    const response =
      kind === 'token'
        ? await fetch(`${base}/events`, { headers })
        : await fetch(await ticketUrl(base, minted.token))
    const hearRest = await begin(response)
    issuer.revoke(minted).catch(() => {})
    expect(await hearRest()).toMatch(/hello alice[^]*data: revoked\n\n$/)
  })

  test('are not opened with a token in the query', async () => {
    const issuer = await liveIssuer()
    const base = await start(issuer)
    const { token } = await issuer.mint(600)
    const response = await fetch(`${base}/events?ticket=${token}`)
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'malformed_request' }),
    ])
  })
})
