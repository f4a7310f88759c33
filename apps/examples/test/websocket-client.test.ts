import { defineCapability, exact } from '@grantline/core'
import { TokenManager } from '@grantline/core/client'
import { WS_TOKEN_ENDED } from '@grantline/core/http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { stayIn } from '../src/websocket/client.ts'
import { untilTheEnd } from './run/serve.ts'
import { start } from './run/start.ts'
import { mint, TOKEN_SECRET } from './run/tokens.ts'

const join = defineCapability('room:join', { room: exact() })
const { url } = await untilTheEnd(start({ file: 'src/websocket/server.ts' }, { TOKEN_SECRET }))
const room = new URL('/acme', url.replace('http', 'ws'))

test('renews in band, and comes back with a fresh token after the end of the last one', async () => {
  const sockets: WebSocket[] = []
  const codes: number[] = []
  class Recorded extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given)
      sockets.push(this)
      this.addEventListener('close', ({ code }) => codes.push(code))
    }
  }
  vi.stubGlobal('WebSocket', Recorded)
  let isDown = false
  const manager = new TokenManager({
    fetchToken: async () => {
      if (isDown) throw new Error('down')
      const capabilities = [join({ room: 'acme' })]
      return await mint({ issuer: 'https://rooms.example', subject: 'alice', ttl: 2, capabilities })
    },
  })
  const heard: string[] = []
  const stay = stayIn(room, manager, (text) => heard.push(text))
  onTestFinished(() => stay.leave())

  await expect.poll(() => sockets[0]?.readyState, { timeout: 20_000 }).toBe(WebSocket.OPEN)
  await manager.refresh()
  await expect.poll(() => heard, { timeout: 20_000 }).toContain('renewed')
  stay.send('hello')
  await expect.poll(() => heard, { timeout: 20_000 }).toContain('alice: hello')
  expect(sockets).toHaveLength(1)

  isDown = true
  await expect.poll(() => codes, { timeout: 20_000 }).toEqual([WS_TOKEN_ENDED])
  isDown = false
  await expect.poll(() => sockets[1]?.readyState, { timeout: 20_000 }).toBe(WebSocket.OPEN)
  stay.send('back again')
  await expect.poll(() => heard, { timeout: 20_000 }).toContain('alice: back again')
})
