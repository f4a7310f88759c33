import { createServer } from 'node:http'
import { JoinResponse, ParticipantInfo, Room, SignalResponse } from '@livekit/protocol'
import { TokenVerifier } from 'livekit-server-sdk'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { launchChromium } from './run/browser.ts'
import { untilTheEnd } from './run/serve.ts'
import { listen, servePage } from './run/serve-page.ts'
import { start } from './run/start.ts'

const key = 'APIexample'
const secret = 'the secret of an API key of LiveKit'
const env = { LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret }
const server = await untilTheEnd(start({ file: 'src/livekit/server.ts' }, env))
const browser = await launchChromium()

const joined = new SignalResponse({
  message: {
    case: 'join',
    value: new JoinResponse({
      room: new Room({ name: 'acme', sid: 'RM_1' }),
      serverVersion: '1.9.0',
      participant: new ParticipantInfo({ sid: 'PA_1', identity: 'alice' }),
    }),
  },
}).toBinary()

/** What of a LiveKit server looks at tokens: it refuses the first one, and answers the others. */
async function startSignalling() {
  const tokens: string[] = []
  const isRefused = (url = '/'): boolean => {
    const token = new URL(url, 'http://localhost').searchParams.get('access_token') ?? ''
    if (!tokens.includes(token)) tokens.push(token)
    return token === tokens[0]
  }
  const http = createServer(({ url }, response) => {
    response.writeHead(isRefused(url) ? 401 : 200, { 'access-control-allow-origin': '*' }).end()
  })
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    if (isRefused(request.url)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
    return sockets.handleUpgrade(request, socket, head, (client) => client.send(joined))
  })
  return { url: (await listen(http)).replace('http', 'ws'), tokens }
}

test('a refused token is replaced by a fresh one, and the room is joined', async () => {
  const signalling = await startSignalling()
  const code = `
    import { TokenManager } from '@grantline/core/client'
    import { Room, RoomEvent } from 'livekit-client'
    import { join } from './src/livekit/join.ts'
    const room = new Room()
    room.on(RoomEvent.SignalConnected, () => { document.title = 'joined ' + room.name })
    join(room, '${signalling.url}', new TokenManager({ endpoint: '/token' })).catch(() => {})
  `
  const tab = await browser.newPage()
  await tab.goto(await servePage(code, server.url))
  await expect.poll(() => tab.title(), { timeout: 20_000 }).toBe('joined acme')

  expect(signalling.tokens).toHaveLength(2)
  for (const token of signalling.tokens) {
    const claims = await new TokenVerifier(key, secret).verify(token)
    expect(claims).toMatchObject({ sub: 'alice', video: { roomJoin: true, room: 'acme' } })
  }
  await tab.close()
})
