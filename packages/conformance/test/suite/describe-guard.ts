import type { GateOptions } from '@grantline/core/http'
import { describe, expect, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import { bearer } from '../../src/table/row.ts'
import { served } from '../../src/table/guard-answers.ts'
import { createWorld } from '../../src/world.ts'
import type { StartHost } from '../hosts/host.ts'
import { expectAnswer } from './describe-table.ts'
import { startFor } from './start-for.ts'

const world = await createWorld()

/** What a guard tells the log and what it does when something breaks. */
export function describeGuard(name: string, start: StartHost): void {
  describe(`a guard of ${name}`, () => {
    test('tells every refusal and its reason to the log only', async () => {
      const told: unknown[] = []
      const onDenial: GateOptions['onDenial'] = (denial, view) => {
        told.push([
          view.method,
          new URL(view.url, 'http://x').pathname.replace('/v1/api', ''),
          denial.code,
          denial.cause,
        ])
      }
      const host = await startFor(start, setupOf(world, { gate: { onDenial } }))
      const authorization = bearer(world.tokens.wrongKey)
      const refused = await host.send({ method: 'PUT', path: '/whoami', headers: [authorization] })
      await host.send({ method: 'GET', path: '/calls/AP2', headers: [bearer(world.tokens.good)] })
      expect(told).toEqual([
        ['PUT', '/whoami', 'invalid_token', expect.objectContaining({ reason: 'signature' })],
        [
          'GET',
          '/calls/AP2',
          'insufficient_capability',
          expect.objectContaining({
            reason: 'decision',
            decision: expect.objectContaining({ allowed: false, reason: 'mismatch' }),
          }),
        ],
      ])
      expect(JSON.stringify(refused)).not.toContain('signature')
    })

    test.each([
      [
        'throws',
        () => {
          throw new Error('the log is full')
        },
      ],
      [
        'rejects',
        async () => {
          throw new Error('the log is full')
        },
      ],
    ])('answers the same when its log %s', async (_how, onDenial) => {
      const host = await startFor(start, setupOf(world, { gate: { onDenial } }))
      const answer = await host.send({ method: 'GET', path: '/whoami' })
      expect(answer.status).toBe(401)
      expect(host.errors).toEqual([])
    })

    test.each([
      [
        'the verifier fails',
        '/whoami',
        { verifier: failing('a secret detail') },
        /^a secret detail$/,
      ],
      ['what a route asks for cannot be read', '/broken', {}, /^broken$/],
    ])('answers 500 without detail when %s', async (_title, path, gate, message) => {
      const host = await startFor(start, setupOf(world, { gate }))
      const answer = await host.send({ method: 'GET', path, headers: [bearer(world.tokens.good)] })
      expect(answer.status).toBe(500)
      expect(answer.body).not.toMatch(/secret|broken/)
      expect(host.errors).toEqual([
        expect.objectContaining({ message: expect.stringMatching(message) }),
      ])
    })
  })
}

/** What every adapter's middleware does beyond that. */
export function describeMiddleware(name: string, start: StartHost): void {
  describe(`the middleware of ${name}`, () => {
    test('never passes a requirement whose guard did not run', async () => {
      const host = await startFor(start, setupOf(world))
      const answer = await host.send({
        method: 'GET',
        path: '/unguarded',
        headers: [bearer(world.tokens.good)],
      })
      expect(answer.status).toBe(500)
      expect(host.errors).toEqual([
        expect.objectContaining({ message: expect.stringMatching(/guard did not run/) }),
      ])
    })

    test('verifies a token once where it runs twice', async () => {
      let count = 0
      const setup = setupOf(world)
      const verifier: GateOptions['verifier'] = {
        check: (token) => {
          count += 1
          return setup.gate.verifier.check(token)
        },
      }
      const host = await startFor(start, { ...setup, gate: { verifier } })
      expectAnswer(
        await host.send({ method: 'GET', path: '/twice', headers: [bearer(world.tokens.good)] }),
        served({ subject: 'alice' }),
      )
      expect(count).toBe(1)
    })
  })
}

function failing(message: string): GateOptions['verifier'] {
  return { check: () => Promise.reject(new Error(message)) }
}
