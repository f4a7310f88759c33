import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { attacker, expectNoBaitTaken } from './baits.ts'

describe('addresses that the token brings along (see header.test.ts), with a server behind them', () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: [attacker] }))
  })
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  beforeEach(async () => {
    asked.length = 0
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  test('it is not asked', async () => {
    await expectNoBaitTaken(base())
    expect(asked).toEqual([])
  })

  test('the control: it would have noticed', async () => {
    await fetch(`${base()}/control`)
    expect(asked).toEqual(['/control'])
  })
})
