const assert = require('node:assert/strict')
const { createMinter, createVerifier, generateKey } = require('@grantline/core')
const { denied } = require('@grantline/core/http')

async function main() {
  assert.equal(typeof denied, 'function')
  const keys = await generateKey('HS256')
  const minted = await createMinter({ issuer: 'here', keys }).mint({ capabilities: [] })
  const grant = await createVerifier({ issuer: 'here', keys }).verify(minted.token)
  assert.equal(grant.id, minted.id)
}

void main()
