import { request } from 'node:http'
import { tokenProtocols } from '@grantline/core/client'
import { describe, expect, test } from 'vitest'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { openSocket, refusedSocket } from './test-socket.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('opening a socket (%s)', (framework) => {
  test('answers with the protocol of Grantline, never with the token', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const socket = await openSocket(server.signalUrl, await browser.token('Alice'))
    expect(socket.protocol).toBe('grantline.v1')
    expect(socket.received[0]).toEqual({
      type: 'connected',
      connection: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })

  test('is refused without a token', async () => {
    const server = await startTestServer({ framework })
    const refused = await refusedSocket(server.signalUrl, ['grantline.v1'])
    expect(refused.status).toBe(401)
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="softphone"')
    expect(refused.headers['content-type']).toBe('application/problem+json')
    expect(refused.headers['connection']).toBe('close')
    expect(refused.body).toMatchObject({ status: 401, code: 'missing_token' })
  })

  test('is refused with a bad, an expired, a second or a signed-out token', async () => {
    const server = await startTestServer({ framework, ttl: 60 })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const [protocol = '', bearer = ''] = tokenProtocols(token)
    const { signalUrl } = server

    const bad = await refusedSocket(signalUrl, [protocol, `${bearer}A`])
    expect(bad.body).toMatchObject({ status: 401, code: 'invalid_token' })
    const second = await refusedSocket(signalUrl, [protocol, bearer, `${bearer}A`])
    expect(second.body).toMatchObject({ status: 400, code: 'malformed_request' })
    await browser.signOut('Alice')
    const signedOut = await refusedSocket(signalUrl, [protocol, bearer])
    expect(signedOut.body).toMatchObject({ status: 401, code: 'revoked_token' })
    server.advance(61)
    const expired = await refusedSocket(signalUrl, [protocol, bearer])
    expect(expired.body).toMatchObject({ status: 401, code: 'expired_token' })
  })

  test('is refused with the token in the query or in a header', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const inQuery = await refusedSocket(`${server.signalUrl}?access_token=${token}`, [
      'grantline.v1',
    ])
    expect(inQuery.body).toMatchObject({ code: 'missing_token' })
  })

  test('is refused at any other path', async () => {
    const server = await startTestServer({ framework })
    const refused = await refusedSocket(server.signalUrl.replace('signal', 'signals'), [
      'grantline.v1',
    ])
    expect(refused.status).toBe(404)
    expect(refused.body).toMatchObject({ code: 'not_found' })
  })

  test('survives a client that breaks off in the middle', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const [protocol = '', bearer = ''] = tokenProtocols(await browser.token('Alice'))
    for (const offered of [protocol, `${protocol}, ${bearer}`]) {
      const upgrade = request(`${server.url}/signal`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': Buffer.alloc(16).toString('base64'),
          'sec-websocket-protocol': offered,
        },
      })
      upgrade.on('error', () => {})
      const gone = new Promise((resolve) => upgrade.on('close', resolve))
      upgrade.on('socket', (socket) => socket.on('connect', () => socket.destroy()))
      upgrade.end()
      await gone
    }
    await browser.online('Alice')
  })
})

describe.each(FRAMEWORKS)('messages (%s)', (framework) => {
  test.each([
    ['no JSON', '{', 'message'],
    ['nothing', '', 'message'],
    ['a list', '[]', 'message'],
    ['null', 'null', 'message'],
    ['no type', '{}', 'message'],
    ['an unknown type', '{"type":"shout"}', 'message'],
    ['a type of every object', '{"type":"toString"}', 'message'],
    ['a type that is a list', '{"type":["register"]}', 'message'],
    [
      'a type on the prototype',
      '{"__proto__":{"type":"register","clientName":"Alice"}}',
      'message',
    ],
    ['a register without a name', '{"type":"register"}', 'register'],
    ['a name that is no name', '{"type":"register","clientName":"\\ud800"}', 'register'],
    ['an empty token', '{"type":"token","token":""}', 'token'],
    ['a token that is an object', '{"type":"token","token":{}}', 'token'],
    ['a call without id', '{"type":"accept"}', 'accept'],
    ['a call id that is a number', '{"type":"hang_up","callId":1}', 'hang_up'],
    ['a call id that is too long', `{"type":"resume","callId":"${'x'.repeat(65)}"}`, 'resume'],
    ['a signal without content', '{"type":"signal","callId":"x","signal":{}}', 'signal'],
    ['a signal that is a string', '{"type":"signal","callId":"x","signal":"offer"}', 'signal'],
    [
      'a description of another type',
      '{"type":"signal","callId":"x","signal":{"description":{"type":"rollback","sdp":"x"}}}',
      'signal',
    ],
    [
      'a description without SDP',
      '{"type":"signal","callId":"x","signal":{"description":{"type":"offer"}}}',
      'signal',
    ],
    [
      'a candidate that is a list',
      '{"type":"signal","callId":"x","signal":{"candidate":[]}}',
      'signal',
    ],
    [
      'a candidate that is too long',
      `{"type":"signal","callId":"x","signal":{"candidate":{"candidate":"${'x'.repeat(5000)}"}}}`,
      'signal',
    ],
  ])('refuse %s, and the socket goes on', async (_what, data, of) => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    alice.sendRaw(data)
    expect(await alice.next('refused')).toEqual({
      type: 'refused',
      of,
      code: 'bad_message',
      title: 'This message could not be read.',
    })
    await alice.settle()
  })

  test('are text, not bytes', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    alice.sendRaw(Buffer.from('{"type":"register","clientName":"Alice"}'))
    expect(await alice.next('refused')).toMatchObject({ of: 'message', code: 'bad_message' })
  })

  test('may not be larger than 32 KiB', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    alice.sendRaw(`{"type":"register","clientName":"${'x'.repeat(33_000)}"}`)
    expect(await alice.closed).toBe(1009)
  })

  test('may not come faster than a call needs', async () => {
    const browser = createBrowser(await startTestServer({ framework }))
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const bob = await browser.online('Bob')
    for (let sent = 0; sent < 1000; sent += 1) alice.sendRaw('{}')
    expect(await alice.closed).toBe(1008)
    await bob.settle()
  })
})

describe.each(FRAMEWORKS)('the heartbeat (%s)', (framework) => {
  const HEARTBEAT_SECONDS = 20

  test('ends a socket that does not answer, and keeps one that does', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const mute = await browser.online('Bob')
    mute.goSilent()
    server.timers.advance(HEARTBEAT_SECONDS)
    // The first round makes sure that the ping was answered, the second that the answer arrived.
    await alice.settle()
    await alice.settle()
    server.timers.advance(HEARTBEAT_SECONDS)
    await alice.next('presence')
    await alice.next('presence')
    expect((await alice.next('presence')).names).toEqual([])
    await alice.settle()
  })
})
