import { createVerifier } from '@grantline/core'
import type { TokenHandlerOptions } from '@grantline/core/http'
import { describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { served } from '../../src/table/guard-answers.ts'
import { parseToken } from '../../src/table/parse-token.ts'
import { bearer } from '../../src/table/row.ts'
import { createWorld, ISSUER, NOW } from '../../src/world.ts'
import type { StartHost } from '../hosts/host.ts'
import { expectAnswer } from './describe-table.ts'
import { MISTAKES } from './mistakes.ts'
import { startFor } from './start-for.ts'

const world = await createWorld()
const verifier = createVerifier({ issuer: ISSUER, keys: world.keys, clock: () => NOW })

/** What a token endpoint hands to `authorize` and what it does with what comes back. */
export function describeTokenEndpoint(name: string, start: StartHost): void {
  describe(`a token endpoint of ${name}`, () => {
    test.each(titled(MISTAKES))(
      'answers 500 without detail when %s',
      async (_title, { token, message }) => {
        const host = await startFor(start, setupOf(world, { token }))
        const answer = await host.send(MINT)
        expect(answer.status).toBe(500)
        expect(answer.body).not.toMatch(/secret|subjekt|authorize|ttl|exp/)
        expect(host.errors).toEqual([
          expect.objectContaining({ message: expect.stringMatching(message) }),
        ])
      },
    )

    test('hands authorize the request and its body', async () => {
      const authorize: TokenHandlerOptions['authorize'] = ({ request, body }) => ({
        subject: `${String(body['as'])} ${request.headers.get('cookie')} ${new URL(request.url).search}`,
        capabilities: [],
      })
      const host = await startFor(start, setupOf(world, { token: { authorize } }))
      const answer = await host.send({
        ...MINT,
        path: '/token?x=1',
        headers: [...MINT.headers, ['Cookie', 'name=Alice; x=y']],
      })
      const grant = await verifier.verify(parseToken(answer))
      expect(grant.subject).toBe('Bob name=Alice; x=y ?x=1')
    })

    test('mints what its own guard lets pass', async () => {
      const host = await startFor(start, setupOf(world))
      const headers = [bearer(parseToken(await host.send(MINT)))]
      expectAnswer(
        await host.send({ method: 'POST', path: '/calls/AP1', headers }),
        served({ subject: 'alice' }),
      )
    })
  })
}

/** A request that is answered with a token. */
const MINT = {
  method: 'POST',
  path: '/token',
  headers: [['Content-Type', 'application/json']],
  body: '{"as":"Bob"}',
} as const

/** A table for `test.each` whose rows are named by their titles. */
function titled<Row extends { readonly title: string }>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [row.title, row])
}
