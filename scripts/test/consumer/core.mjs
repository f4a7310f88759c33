import assert from 'node:assert/strict'
import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  TokenError,
} from '@grantline/core'
import { TokenManager } from '@grantline/core/client'

const dial = defineCapability('client:outgoing', { appSid: exact() })

/** Mints, verifies and refuses under one algorithm. */
async function roundTrip(alg) {
  const keys = await generateKey(alg)
  const minter = createMinter({ issuer: 'https://issuer.example', keys })
  const verifier = createVerifier({ issuer: 'https://issuer.example', keys })
  const minted = await minter.mint({
    subject: 'alice',
    capabilities: [dial({ appSid: 'AP123' })],
    ttl: 60,
  })
  assert.equal(minted.expiresIn, 60)

  const grant = await verifier.verify(minted.token)
  assert.equal(grant.subject, 'alice')
  assert.equal(grant.allows(dial, { appSid: 'AP123' }), true)
  assert.equal(grant.allows(dial, { appSid: 'AP999' }), false)

  const [header, , signature] = minted.token.split('.')
  const other = Buffer.from('{"iss":"https://issuer.example"}').toString('base64url')
  await assert.rejects(verifier.verify(`${header}.${other}.${signature}`), TokenError)

  const manager = new TokenManager({
    fetchToken: () => Promise.resolve({ token: minted.token, expiresIn: minted.expiresIn }),
  })
  assert.equal(await manager.getToken(), minted.token)
  manager.dispose()
}

await roundTrip('HS256')
await roundTrip('EdDSA')
