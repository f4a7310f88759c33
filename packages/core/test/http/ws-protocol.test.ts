import { expect, test } from 'vitest'
import { tokenProtocols } from '../../src/client.ts'
import { tokenFromProtocols, WS_PROTOCOL } from '../../src/http.ts'

test.each([
  ['the token behind the protocol', 'grantline.v1, grantline.bearer.a.b.c', 'a.b.c'],
  ['the token before the protocol', 'grantline.bearer.a.b.c,grantline.v1', 'a.b.c'],
  ['the token among others', 'chat,\tgrantline.v1 ,grantline.bearer.abc', 'abc'],
  ['nothing where no token is offered', 'grantline.v1, chat', null],
  ['nothing of a name in capitals', 'grantline.v1, Grantline.Bearer.abc', null],
  ['nothing of an empty header', '', null],
  ['nothing of no header', undefined, null],
  ['nothing of null', null, null],
])('reads %s', (_title, header, token) => {
  expect(tokenFromProtocols(header)).toBe(token)
})

test.each([
  ['two tokens', 'grantline.v1, grantline.bearer.a, grantline.bearer.b'],
  ['one token twice', 'grantline.v1, grantline.bearer.a, grantline.bearer.a'],
  ['an empty token', 'grantline.v1, grantline.bearer.'],
  ['a token without the protocol', 'chat, grantline.bearer.a'],
])('refuses %s', (_title, header) => {
  expect(() => tokenFromProtocols(header)).toThrow(
    expect.objectContaining({ code: 'malformed_request' }),
  )
})

test('names the protocol a server answers with', () => {
  expect(WS_PROTOCOL).toBe('grantline.v1')
})

test('reads what the client offers', () => {
  expect(tokenFromProtocols(tokenProtocols('a.b.c').join(', '))).toBe('a.b.c')
})
