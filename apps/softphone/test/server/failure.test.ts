import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { tokenProtocols } from '@grantline/core/client'
import { refusedSocket } from './test-socket.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('something unexpected (%s)', (framework) => {
  const broken = new Error('the clock is broken')

  test('is answered without details, and told to whoever runs the server', async () => {
    const errors: unknown[] = []
    let isBroken = false
    const server = await startTestServer({
      framework,
      onError: (error) => void errors.push(error),
      clock: () => {
        if (isBroken) throw broken
        return Date.now() / 1000
      },
    })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const protocols = tokenProtocols(await browser.token('Bob'))

    isBroken = true
    const answered = await browser.post('/sign-in', { name: 'Carol' })
    expect(answered.status).toBe(500)
    expect(await answered.json()).toEqual({
      type: 'about:blank',
      title: 'The server failed.',
      status: 500,
      code: 'failed',
    })
    expect((await browser.post('/token', { as: 'Alice' })).status).toBe(500)
    expect(await refusedSocket(server.signalUrl, protocols)).toMatchObject({ status: 500 })
    alice.send({ type: 'register', clientName: 'Alice' })
    expect(await alice.closed).toBe(1011)
    expect(errors).toEqual([broken, broken, broken, broken])

    isBroken = false
    await browser.online('Bob')
  })
})
