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
    const token = await browser.token('Bob')

    // Refused for what it is: nobody needs to be told.
    expect((await browser.dial(`${token}A`, { to: 'Alice' })).status).toBe(401)

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
    expect((await browser.dial(token, { to: 'Alice' })).status).toBe(503)
    const refused = await refusedSocket(server.signalUrl, tokenProtocols(token))
    expect(refused).toMatchObject({ status: 503, body: { code: 'verifier_unavailable' } })
    alice.send({ type: 'register', clientName: 'Alice' })
    expect(await alice.closed).toBe(1011)
    const unavailable = expect.objectContaining({ code: 'verifier_unavailable' })
    expect(errors).toEqual([broken, broken, unavailable, unavailable, broken])

    isBroken = false
    await browser.online('Bob')
  })
})
