import assert from 'node:assert/strict'
import { createMinter, createVerifier, defineCapability, exact, generateKey } from '@grantline/core'

export const dial = defineCapability('client:outgoing', { appSid: exact() })
const keys = await generateKey('HS256')
export const minter = createMinter({ issuer: 'https://issuer.example', keys })
export const verifier = createVerifier({ issuer: 'https://issuer.example', keys })

/** Lets a signed-in Alice call one application. */
export function authorize({ request }) {
  if (request.headers.get('x-user') !== 'alice') return null
  return { subject: 'alice', capabilities: [dial({ appSid: 'AP1' })] }
}

/** Fetches a token and calls with it, as a client of a server does that serves both. */
export async function callOverHttp(address) {
  const ask = (user) =>
    fetch(`${address}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-user': user },
      body: '{}',
    })
  const call = (app, token) =>
    fetch(`${address}/calls/${app}`, {
      method: 'POST',
      headers: token ? { authorization: `Bearer ${token}` } : {},
    })

  assert.equal((await ask('nobody')).status, 401)
  const answer = await ask('alice')
  assert.equal(answer.status, 200)
  const { access_token: token } = await answer.json()

  const called = await call('AP1', token)
  assert.equal(called.status, 200)
  assert.deepEqual(await called.json(), { caller: 'alice' })
  assert.equal((await call('AP2', token)).status, 403)
  assert.equal((await call('AP1')).status, 401)
  assert.equal((await call('AP1', `${token}x`)).status, 401)
}
