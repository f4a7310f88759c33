import type { TokenManager } from '@grantline/core/client'
import { readAccessToken } from '@grantline/core/twilio'
import type { Device } from '@twilio/voice-sdk'
import type { WebSocketRoute } from 'playwright'
import { expect, test } from 'vitest'
import { launchChromium } from './run/browser.ts'
import { untilTheEnd } from './run/serve.ts'
import { servePage } from './run/serve-page.ts'
import { start } from './run/start.ts'

// What the page exports, for what is evaluated in it.
declare const page: { readonly manager: TokenManager; readonly device: Promise<Device> }

const secret = 'the secret of an API key of Twilio'
const env = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_API_KEY: `SK${'0'.repeat(32)}`,
  TWILIO_API_SECRET: secret,
}
const server = await untilTheEnd(start({ file: 'src/twilio-voice/server.ts' }, env))
const browser = await launchChromium()

const code = `
import { TokenManager } from '@grantline/core/client'
import { startDevice } from './src/twilio-voice/device.ts'
const manager = new TokenManager({ endpoint: '/token' })
export { manager }
export const device = startDevice(manager, () => {})
`

test('a device is fed with every token, during a call at the last moment', async () => {
  const tab = await browser.newPage({ permissions: ['microphone'] })
  const listened: string[] = []
  let signal: WebSocketRoute | undefined
  const say = (type: string, payload: object): void =>
    signal?.send(JSON.stringify({ type, payload }))
  const connected = (ttl: number): void =>
    say('connected', {
      edge: 'ashburn',
      region: 'US_EAST_VIRGINIA',
      token: { identity: 'alice', ttl },
    })
  // What Twilio's signalling answers; everything else of it stays unreachable.
  await tab.routeWebSocket(/twilio\.com\/signal/, (socket) => {
    signal = socket
    socket.onMessage((message) => {
      if (typeof message !== 'string' || message === '\n') return
      const { type, payload } = JSON.parse(message)
      if (type === 'register') say('ready', {})
      if (type !== 'listen') return
      listened.push(payload.token)
      connected(600)
    })
  })
  await tab.route(/twilio\.com/, (route) => route.abort())

  await tab.goto(await servePage(code, server.url))
  const stateOf = () => tab.evaluate(async () => (await page.device).state)
  expect(await stateOf()).toBe('registered')
  const { identity, grants } = await readAccessToken(listened[0] ?? '', { secret })
  expect(identity).toBe('alice')
  expect(Object.keys(grants)).toContain('voice')

  const tokenOf = () => tab.evaluate(async () => (await page.device).token)
  const refresh = () => tab.evaluate(() => page.manager.refresh())
  const second = await refresh()
  await expect.poll(() => listened, { timeout: 20_000 }).toHaveLength(2)
  expect(listened[1]).toBe(second)

  await tab.evaluate(async () => void (await (await page.device).connect()))
  const third = await refresh()
  expect(await tokenOf()).toBe(second)
  // Ten seconds before the end, the SDK says so.
  connected(10)
  await expect.poll(() => listened, { timeout: 20_000 }).toHaveLength(3)
  expect(listened[2]).toBe(third)

  await tab.evaluate(async () => (await page.device).destroy())
  await refresh()
  expect(new Set(listened).size).toBe(3)
  expect(await tokenOf()).toBe(third)
  await tab.close()
})
