import { createVerifier, type CheckResult } from '@grantline/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { bearer, get } from '../../src/table/row.ts'
import { createWorld, ISSUER, NOW } from '../../src/world.ts'
import { ADAPTERS } from '../hosts/open-server.ts'
import { later } from '../suite/later.ts'

const world = await createWorld()
const verifier = createVerifier({ issuer: ISSUER, keys: world.keys, clock: () => NOW })

const stray: unknown[] = []
const note = (error: unknown): void => void stray.push(error)

beforeEach(() => {
  stray.length = 0
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
})

afterEach(() => {
  process.off('unhandledRejection', note)
  process.off('uncaughtException', note)
})

const TOKEN = 'POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
const MINT = {
  method: 'POST',
  path: '/token',
  headers: [['Content-Type', 'application/json']],
  body: '{}',
} as const

describe.each(ADAPTERS)('a client of %s that goes away', (_name, open) => {
  test('while authorize is at work leaves no error behind', async () => {
    const [asked, answered] = [later<void>(), later<null>()]
    const host = await open(
      setupOf(world, {
        token: {
          authorize: () => {
            asked.resolve()
            return answered.promise
          },
        },
      }),
    )
    const connection = await host.open()
    connection.write(`${TOKEN}Content-Length: 2\r\n\r\n{}`)
    await asked.promise
    connection.destroy()
    await connection.ended()
    answered.resolve(null)
    expect((await host.send(MINT)).status).toBe(401)
    expect([host.errors, stray]).toEqual([[], []])
  })

  test('while a token is checked leaves no error behind', async () => {
    const [asked, answered] = [later<void>(), later<CheckResult>()]
    const host = await open(
      setupOf(world, {
        gate: {
          verifier: {
            check: () => {
              asked.resolve()
              return answered.promise
            },
          },
        },
      }),
    )
    const connection = await host.open()
    connection.write(`GET /whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\n\r\n`)
    await asked.promise
    connection.destroy()
    await connection.ended()
    answered.resolve(await verifier.check(world.tokens.expired))
    expect((await host.send(get('/whoami', bearer('a')))).status).toBe(401)
    expect([host.errors, stray]).toEqual([[], []])
  })

  test.each([
    ['the head', 'POST /token HTTP/1.1\r\nHost: x\r\n'],
    ['the body', `${TOKEN}Content-Length: 100\r\n\r\n{"a"`],
    ['a chunk', `${TOKEN}Transfer-Encoding: chunked\r\n\r\n10\r\n{"a"`],
  ])('in the middle of %s leaves no error behind, and no token', async (_where, bytes) => {
    let asked = 0
    const host = await open(
      setupOf(world, {
        token: {
          authorize: () => {
            asked += 1
            return null
          },
        },
      }),
    )
    const connection = await host.open()
    connection.write(bytes)
    // The server has the bytes once it answers somebody who came later.
    expect((await host.send(MINT)).status).toBe(401)
    connection.destroy()
    await connection.ended()
    expect((await host.send(MINT)).status).toBe(401)
    expect([host.errors, stray]).toEqual([[], []])
    expect(asked).toBe(2)
  })
})
