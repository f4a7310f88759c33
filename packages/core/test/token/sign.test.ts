import { expect, test } from 'vitest'
import { exportJwk, generateKey, importKey } from '../../src/index.ts'
import { materialOf } from '../../src/key/key.ts'
import { signSegments } from '../../src/token/sign.ts'

test('a token is written as it is given, byte by byte', async () => {
  const key = materialOf('test', await generateKey('HS256'))
  const header = Buffer.from('{"b":1,"a":2}').toString('base64url')
  const token = await signSegments(key, header, '{"z":1,"y":[]}')
  const parts = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  expect(parts.slice(0, 2)).toEqual(['{"b":1,"a":2}', '{"z":1,"y":[]}'])
  const [input, signature] = [token.slice(0, token.lastIndexOf('.')), token.split('.')[2] ?? '']
  expect(await key.verify(input, signature)).toBe(true)
})

test('a public key signs nothing', async () => {
  const jwk = exportJwk(await generateKey('EdDSA'))
  const key = materialOf('test', await importKey({ alg: 'EdDSA', jwk }))
  expect(() => signSegments(key, 'e30', '{}')).toThrow('a public key cannot sign')
})
