import { describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { createWorld } from '../../src/world.ts'
import { ADAPTERS, connect } from '../hosts/open-server.ts'

const world = await createWorld()
const { tokens } = world

describe.each(ADAPTERS)('a bare connection to %s', (_name, open) => {
  const ask = async (setup: Parameters<typeof setupOf>[1], ...lines: string[]): Promise<string> => {
    const connection = await connect(await open(setupOf(world, setup)))
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    return await connection.answer()
  }
  const good = `Bearer ${tokens.good}`

  test.each([
    ['of one spelling', 'Authorization', 'Authorization'],
    ['of two spellings', 'Authorization', 'aUTHORIZATION'],
  ])('gets 400 for two Authorization headers %s', async (_how, first, second) => {
    const pairs = [
      [good, good],
      [good, 'Basic YWxpY2U6'],
      ['Basic YWxpY2U6', good],
      [good, ''],
      ['', good],
    ]
    for (const [one, other] of pairs) {
      const answer = await ask(
        {},
        'GET /whoami HTTP/1.1',
        'Host: phone.test',
        `${first}: ${one}`,
        `${second}: ${other}`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toMatch(/error="invalid_request"/)
    }
  })

  test('gets 400 for two Authorization headers with others in between', async () => {
    const answer = await ask(
      {},
      'GET /whoami HTTP/1.1',
      `Authorization: ${good}`,
      'Host: phone.test',
      'Cookie: a=1',
      `Authorization: ${good}`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  test.each([
    [
      'a realm',
      { gate: { realm: 'a"\r\nX-Evil: 1\r\n\r\n\u00E9\u{1F600}\u0000\u007F' } },
      '/whoami',
    ],
    ['a required scope', { other: 'a"\r\nX-Evil: 1\r\n\r\n\u00E9\u{1F600}\u0000\u007F' }, '/other'],
  ])('gets no header that %s would have written', async (_what, setup, path) => {
    const answer = await ask(
      setup,
      `GET ${path} HTTP/1.1`,
      'Host: phone.test',
      ...(path === '/other' ? [`Authorization: ${good}`] : []),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 40[13] /)
    const [head = ''] = answer.split('\r\n\r\n')
    expect(head).not.toMatch(/^x-evil/im)
    expect(head).toMatch(/^[\x20-\x7E\r\n]*$/)
    const [challenge = ''] = /^www-authenticate: .*$/im.exec(head.replaceAll('\r', '')) ?? []
    // An even number of quotes that are not escaped: every string that starts ends.
    expect(challenge.replaceAll(/\\./g, '').split('"').length % 2).toBe(1)
  })

  test('finds nothing of its request in the challenge', async () => {
    const answer = await ask(
      {},
      'GET /whoami?realm=zebra HTTP/1.1',
      'Host: zebra.example',
      'X-Forwarded-Host: zebra.example',
      'Origin: https://zebra.example',
      'Authorization: Bearer zebra',
      'Referer: https://zebra.example/',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    expect(answer).not.toContain('zebra')
  })

  test.each(['a/b?', 'a?b', 'a#b', 'user@a', '[::1', 'a b', 'a\\b'])(
    'gets no token under the host "%s"',
    async (host) => {
      const answer = await ask(
        {},
        'POST /token HTTP/1.1',
        `Host: ${host}`,
        'Content-Type: application/json',
        'Content-Length: 2',
        '',
        '{}',
      )
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
      expect(answer).not.toContain('access_token')
    },
  )

  test.each([
    ['a/b?', 'http://a'],
    ['user@phone.test', 'http://phone.test'],
    ['phone.test/', 'http://phone.test'],
    ['phone.test, evil.example', 'http://evil.example'],
  ])('gets nothing by a cookie under the host "%s" of the origin %s', async (host, origin) => {
    const answer = await ask(
      { gate: { from: [{ cookie: 'token' }] } },
      'POST /whoami HTTP/1.1',
      `Host: ${host}`,
      `Origin: ${origin}`,
      `Cookie: token=${tokens.good}`,
      'Content-Length: 0',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /)
  })

  test('never reads X-Forwarded-* to know its own origin', async () => {
    const forwarded = [
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 443',
      'Forwarded: host=evil.example;proto=https',
      'X-Original-Host: evil.example',
      'X-Forwarded-Server: evil.example',
    ]
    const asked = {
      '/token': ['Content-Type: application/json', 'Content-Length: 2', '', '{}'],
      '/revoke': [
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 7',
        '',
        'token=a',
      ],
      '/whoami': [`Cookie: token=${tokens.good}`, 'Content-Length: 0'],
    }
    for (const [path, rest] of Object.entries(asked)) {
      const [answer, own] = await Promise.all(
        ['https://evil.example', 'http://phone.test'].map((origin) =>
          ask(
            { gate: { from: [{ cookie: 'token' }] } },
            `POST ${path} HTTP/1.1`,
            'Host: phone.test',
            `Origin: ${origin}`,
            ...forwarded,
            ...rest,
          ),
        ),
      )
      expect(answer, path).toMatch(/^HTTP\/1\.1 403 /)
      expect(own, path).toMatch(/^HTTP\/1\.1 200 /)
    }
  })
})
