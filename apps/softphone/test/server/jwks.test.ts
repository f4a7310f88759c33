import { describe, expect, test } from 'vitest'
import { createRemoteVerifier } from '../../src/server/remote-verifier.ts'
import { FRAMEWORKS } from '../../src/server/start-server.ts'
import { createBrowser, startTestServer } from './test-server.ts'

describe.each(FRAMEWORKS)('the public keys (%s)', (framework) => {
  test('are one EdDSA key, of which only the public half is told', async () => {
    const server = await startTestServer({ framework })
    const response = await fetch(`${server.url}/.well-known/jwks.json`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d+/)
    expect(await response.json()).toEqual({
      keys: [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: expect.stringMatching(/^[\w-]{43}$/),
          kid: expect.any(String),
          alg: 'EdDSA',
          use: 'sig',
        },
      ],
    })
  })

  test('verify the tokens of this server, anywhere', async () => {
    const server = await startTestServer({ framework })
    const browser = createBrowser(server)
    await browser.signIn('Alice')
    const verifier = createRemoteVerifier(`${server.url}/.well-known/jwks.json`)
    expect(await verifier.verify(await browser.token('Alice'))).toMatchObject({ subject: 'Alice' })
  })

  test('are not sent to whoever has them', async () => {
    const server = await startTestServer({ framework })
    const url = `${server.url}/.well-known/jwks.json`
    const etag = (await fetch(url)).headers.get('etag') ?? ''
    const again = await fetch(url, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
    const head = await fetch(url, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  })
})
