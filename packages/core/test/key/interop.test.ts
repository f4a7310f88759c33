import { importJWK, jwtVerify, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { createMinter, createVerifier, exportJwk, importKey } from '../../src/index.ts'
import { ASYMMETRIC, HMAC, testJwk } from '../fixtures/read-keys.ts'

// Whatever we mint, jose verifies, and the other way round.

test.each([...HMAC, ...ASYMMETRIC])('%s: jose verifies what we mint', async (alg) => {
  const key = await importKey({ alg, jwk: testJwk(alg) }, { kid: 'k1' })
  const minter = createMinter({ issuer: 'issuer', audience: 'api', keys: key })
  const { token, id } = await minter.mint({ subject: 'alice', capabilities: [] })
  const shown = exportJwk(key, { private: key.type === 'secret' })
  const { payload, protectedHeader } = await jwtVerify(token, await importJWK(shown, alg), {
    issuer: 'issuer',
    audience: 'api',
    typ: 'capability+jwt',
    algorithms: [alg],
  })
  expect(protectedHeader).toEqual({ alg, typ: 'capability+jwt', kid: 'k1' })
  expect(payload).toMatchObject({ sub: 'alice', jti: id })
})

test.each([...HMAC, ...ASYMMETRIC])('%s: we verify what jose signs', async (alg) => {
  const jwk = testJwk(alg)
  const token = await new SignJWT({ scope: '', sub: 'alice' })
    .setProtectedHeader({ alg, typ: 'capability+jwt' })
    .setIssuer('issuer')
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK(jwk, alg))
  const key = await importKey({ alg, jwk })
  const keys = key.type === 'secret' ? key : await importKey({ alg, jwk: exportJwk(key) })
  const verifier = createVerifier({ issuer: 'issuer', keys })
  expect(await verifier.check(token)).toMatchObject({ ok: true, grant: { subject: 'alice' } })
  const [header, , signature] = token.split('.')
  const forged = [header, btoa('{"iss":"issuer","exp":99999999999}').replace(/=+$/, ''), signature]
  expect(await verifier.check(forged.join('.'))).toMatchObject({
    ok: false,
    error: { reason: 'signature' },
  })
})
