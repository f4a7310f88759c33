import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FRAMEWORKS, type Framework } from '../../src/server/start-server.ts'
import { startVerifyServer } from '../../src/server/start-verify-server.ts'
import { createBrowser, startTestServer, tempFolder, type TestServer } from './test-server.ts'

interface Both {
  readonly first: TestServer
  /** Asks the second server for the calls of a name. */
  readonly calls: (name: string, token?: string) => Promise<Response>
  readonly errors: readonly unknown[]
}

async function startBoth(framework: Framework): Promise<Both> {
  const callLogFile = join(await tempFolder(), 'calls.jsonl')
  const first = await startTestServer({ framework, callLogFile, ttl: 60 })
  const errors: unknown[] = []
  const second = await startVerifyServer({
    jwksUrl: `${first.url}/.well-known/jwks.json`,
    callLogFile,
    framework,
    port: 0,
    onError: (error) => void errors.push(error),
  })
  onTestFinished(() => second.close())
  return {
    first,
    errors,
    calls: (name, token) =>
      fetch(`http://127.0.0.1:${second.port}/people/${name}/calls`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
  }
}

describe.each(FRAMEWORKS)('the second process (%s)', (framework) => {
  test('tells a name of its calls, by a token that another process minted', async () => {
    const { first, calls } = await startBoth(framework)
    const browser = createBrowser(first)
    await browser.signIn('Alice')
    await browser.signIn('Bob')
    const alice = await browser.online('Alice')
    const bob = await browser.online('Bob')
    const token = await browser.token('Alice')
    const dialled = await browser.dial(token, { to: 'Bob' })
    const { callId } = (await dialled.json()) as { callId: string }
    bob.send({ type: 'accept', callId })
    await alice.next('accepted')
    bob.send({ type: 'hang_up', callId })
    await alice.next('ended')

    const told = { calls: [expect.objectContaining({ from: 'Alice', to: 'Bob' })] }
    await expect.poll(async () => await (await calls('Alice', token)).json()).toEqual(told)
    const response = await calls('Bob', await browser.token('Bob'))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      calls: [
        {
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          from: 'Alice',
          to: 'Bob',
          answered: true,
          reason: 'hung_up',
        },
      ],
    })
  })

  test('refuses a request without a token, with a bad one, and that of another name', async () => {
    const { first, calls, errors } = await startBoth(framework)
    const browser = createBrowser(first)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    const missing = await calls('Alice')
    expect(missing.status).toBe(401)
    expect(await missing.json()).toMatchObject({ code: 'missing_token' })
    const bad = await calls('Alice', `${token}A`)
    expect(bad.status).toBe(401)
    expect(await bad.json()).toMatchObject({ code: 'invalid_token' })
    const foreign = await calls('Bob', token)
    expect(foreign.status).toBe(403)
    expect(await foreign.json()).toMatchObject({
      code: 'insufficient_capability',
      required: 'scope:client:incoming',
    })
    expect(errors).toEqual([])
  })

  test('does not know what was revoked: the first refuses, this one until the token expires', async () => {
    const { first, calls } = await startBoth(framework)
    const browser = createBrowser(first)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    await browser.revoke('Alice', token)
    expect((await browser.dial(token, { to: 'Bob' })).status).toBe(401)
    expect((await calls('Alice', token)).status).toBe(200)
  })

  test('says that it cannot tell while the keys are not to be had', async () => {
    const { first, calls, errors } = await startBoth(framework)
    const browser = createBrowser(first)
    await browser.signIn('Alice')
    const token = await browser.token('Alice')
    await first.close()
    const response = await calls('Alice', token)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).not.toBeNull()
    expect(errors).toEqual([expect.objectContaining({ code: 'verifier_unavailable' })])
  })

  test('has nothing else', async () => {
    const { calls } = await startBoth(framework)
    const { url } = await calls('Alice')
    expect((await fetch(new URL('/token', url), { method: 'POST' })).status).toBe(404)
    const health = await fetch(new URL('/health', url))
    expect(await health.json()).toEqual({ status: 'ok', framework, verifies: 'only' })
  })
})

test('takes no keys that travelled unprotected', async () => {
  await expect(
    startVerifyServer({ jwksUrl: 'http://203.0.113.1/jwks.json', callLogFile: 'none', port: 0 }),
  ).rejects.toThrow('--jwks takes an https URL, or an http one on this machine')
})
