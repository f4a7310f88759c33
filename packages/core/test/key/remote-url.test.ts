import { expect, test } from 'vitest'
import { requireKeysUrl } from '../../src/key/remote-url.ts'

test.each([
  'https://issuer.example/jwks',
  'https://issuer.example:8443/jwks?v=1',
  'http://localhost:3000/jwks',
  'http://127.0.0.1/jwks',
  'http://127.255.0.9:1/jwks',
  'http://[::1]:3000/jwks',
])('takes %s', (url) => {
  expect(requireKeysUrl('remoteKeys', url)).toBe(url)
  expect(requireKeysUrl('remoteKeys', new URL(url))).toBe(url)
})

test.each([
  ['/jwks', /"url" must be an absolute URL/],
  ['', /"url" must be an absolute URL/],
  [undefined, /"url" must be an absolute URL/],
  ['https://user@issuer.example/', /must not hold a user or password/],
  ['https://:word@issuer.example/', /must not hold a user or password/],
  ['https://user:word@issuer.example/', /must not hold a user or password/],
  ['http://issuer.example/', /must be https/],
  ['http://localhost.example/', /must be https/],
  ['http://my-localhost/', /must be https/],
  ['http://127.0.0.1.example/', /must be https/],
  ['http://128.0.0.1/', /must be https/],
  ['http://[::2]/', /must be https/],
  ['ftp://localhost/', /must be https/],
  ['data:application/json,{}', /must be https/],
])('refuses %s', (url, message) => {
  expect(() => requireKeysUrl('remoteKeys', url as never)).toThrow(TypeError)
  expect(() => requireKeysUrl('remoteKeys', url as never)).toThrow(message)
})
