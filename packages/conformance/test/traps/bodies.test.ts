import express, { type RequestHandler } from 'express'
import { describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { form } from '../../src/table/row.ts'
import { createWorld } from '../../src/world.ts'
import { startExpress } from '../hosts/express-host.ts'
import { ADAPTERS, connect } from '../hosts/open-server.ts'
import { startFor } from '../suite/start-for.ts'

const world = await createWorld()

const PARSERS: Readonly<Record<string, () => RequestHandler>> = {
  json: () => express.json(),
  urlencoded: () => express.urlencoded({ extended: true }),
  text: () => express.text({ type: '*/*' }),
  raw: () => express.raw({ type: '*/*' }),
}

function ordersOf(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length < 2) return [names]
  return names.flatMap((first) =>
    ordersOf(names.filter((name) => name !== first)).map((rest) => [first].concat(rest)),
  )
}

const orders = ordersOf(Object.keys(PARSERS)).map((order) => [order.join(', '), order] as const)

test.each(orders)('express reads every body behind %s', async (_title, order) => {
  const prepare = (app: express.Express): void => {
    for (const name of order) app.use(PARSERS[name]?.() ?? express.json())
  }
  const host = await startFor(startExpress({ prepare }), setupOf(world))
  const json = [['Content-Type', 'application/json']] as const
  const sent = [
    { method: 'POST', path: '/token', headers: json, body: '{"as":"Bob"}' },
    form('/introspect', { token: world.tokens.good }),
    form('/introspect', { token: 'a+b & c=d\u00E9' }),
    form('/revoke', { token: world.tokens.good }),
  ]
  const answers = []
  for (const each of sent) answers.push(await host.send(each))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(answers.map(({ body }) => body.slice(0, 14))).toEqual([
    '{"access_token',
    '{"active":true',
    '{"active":fals',
    '',
  ])
})

describe.each(ADAPTERS)('%s', (_name, open) => {
  const GET = `GET /whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.tokens.good}\r\n\r\n`
  const JSON_POST = 'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  const big = 'x'.repeat(1_000_000)

  test.each([
    ['a guard', 401, 'POST /whoami HTTP/1.1\r\nHost: x\r\n'],
    ['the token endpoint, of its type', 415, 'POST /token HTTP/1.1\r\nHost: x\r\n'],
    ['the token endpoint, of its page', 403, `${JSON_POST}Origin: http://evil.example\r\n`],
    ['the token endpoint, of its length', 413, JSON_POST],
    ['the exchange endpoint, of its method', 405, 'PUT /exchange HTTP/1.1\r\nHost: x\r\n'],
    ['a public document', 405, 'POST /jwks.json HTTP/1.1\r\nHost: x\r\n'],
  ])(
    'goes on with the connection after a body that %s refused unread',
    async (_who, status, head) => {
      for (const bytes of [big, 'x'.repeat(20_000)]) {
        const connection = await connect(await open(setupOf(world)))
        connection.write(`${head}Content-Length: ${bytes.length}\r\n\r\n${bytes}${GET}`)
        expect(await connection.answer()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
        const answer = await connection.answer()
        expect(answer).toMatch(/^HTTP\/1\.1 200 /)
        expect(answer).toMatch(/\r\n\r\n\{"subject":"alice"\}$/)
      }
    },
  )

  test('goes on with the connection after a chunked body that a guard refused unread', async () => {
    const connection = await connect(await open(setupOf(world)))
    connection.write('POST /whoami HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
    connection.write(`${(20_000).toString(16)}\r\n${'x'.repeat(20_000)}\r\n0\r\n\r\n${GET}`)
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 401 /)
    expect(await connection.answer()).toMatch(/\r\n\r\n\{"subject":"alice"\}$/)
  })

  test('gives every request of a pipeline its own answer, in order', async () => {
    const connection = await connect(await open(setupOf(world)))
    const denied = 'POST /whoami HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde'
    connection.write([denied, GET, denied, GET].join(''))
    const statuses = []
    for (let at = 0; at < 4; at += 1) statuses.push((await connection.answer()).slice(9, 12))
    expect(statuses).toEqual(['401', '200', '401', '200'])
  })

  test('reads a body that comes a byte at a time', async () => {
    const connection = await connect(await open(setupOf(world)))
    const body = '{"as":"B\u00F6b"}'
    const bytes = Buffer.from(body).toString('latin1')
    connection.write(`${JSON_POST}Content-Length: ${bytes.length}\r\n\r\n`)
    for (const byte of bytes) {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      connection.write(byte)
    }
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
    connection.write(GET)
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('cuts off a slow body where it grows too long, not where it ends', async () => {
    const connection = await connect(await open(setupOf(world, { token: { maxBodyBytes: 1024 } })))
    connection.write(`${JSON_POST}Transfer-Encoding: chunked\r\n\r\n`)
    for (let at = 0; at < 9; at += 1) connection.write(`80\r\n${'x'.repeat(0x80)}\r\n`)
    // The last chunk never comes.
    expect(await connection.answer()).toMatch(/^HTTP\/1\.1 413 /)
  })
})
