import { describe, expect, onTestFinished, test } from 'vitest'
import type { GateOptions, TokenHandlerOptions } from '../../../src/http.ts'
import { guardCases, served, type ExpectedAnswer } from './guard-cases.ts'
import type { Answer, Host, Setup, StartHost } from './host.ts'
import { BAD_JSON_CASES, MISTAKE_CASES, TOKEN_CASES, type TokenCase } from './token-cases.ts'
import { createWorld, dial, type World } from './world.ts'

const world = await createWorld()

/** The options every case starts from. */
export function setupOf(
  { verifier, minter }: World,
  gate: Partial<GateOptions> = {},
  token: Partial<TokenHandlerOptions> = {},
): Setup {
  return {
    gate: { verifier, ...gate },
    token: {
      minter,
      authorize: () => ({ subject: 'alice', capabilities: [dial({ appSid: 'AP1' })] }),
      ...token,
    },
  }
}

/** Starts a host for one test. */
async function startFor(start: StartHost, setup: Setup): Promise<Host> {
  const host = await start(setup)
  onTestFinished(() => host.close())
  return host
}

/** Compares an answer with what is expected of it, byte for byte where it says so. */
function expectAnswer(answer: Answer, expected: ExpectedAnswer): void {
  const { status, headers } = answer
  const body: unknown = answer.body === '' ? '' : JSON.parse(answer.body)
  expect({ status, headers, body }).toEqual(expected)
}

/** The behaviour of a guard that every adapter shares. */
export function describeGuard(name: string, start: StartHost): void {
  describe(`a guard of ${name}`, () => {
    test.each(titled(guardCases(world)))('%s', async (_title, { gate, send, answer }) => {
      const host = await startFor(start, setupOf(world, gate))
      expectAnswer(await host.send(send), answer)
      expect(host.errors).toEqual([])
    })

    test('tells every refusal and its reason to the log only', async () => {
      const told: unknown[] = []
      const onDenial: GateOptions['onDenial'] = (denial, view) => {
        told.push([view.method, new URL(view.url, 'http://x').pathname, denial.code, denial.cause])
      }
      const host = await startFor(start, setupOf(world, { onDenial }))
      const authorization = ['Authorization', `Bearer ${world.tokens.wrongKey}`] as const
      const refused = await host.send({ method: 'PUT', path: '/whoami', headers: [authorization] })
      await host.send({ method: 'GET', path: '/calls/AP2', headers: [good()] })
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
      const host = await startFor(start, setupOf(world, { onDenial }))
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
      const host = await startFor(start, setupOf(world, gate))
      const answer = await host.send({ method: 'GET', path, headers: [good()] })
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
      const answer = await host.send({ method: 'GET', path: '/unguarded', headers: [good()] })
      expect(answer.status).toBe(500)
      expect(host.errors).toEqual([
        expect.objectContaining({ message: expect.stringMatching(/guard did not run/) }),
      ])
    })

    test('verifies a token once where it runs twice', async () => {
      let count = 0
      const verifier: GateOptions['verifier'] = {
        check: (token) => {
          count += 1
          return world.verifier.check(token)
        },
      }
      const host = await startFor(start, setupOf(world, { verifier }))
      expectAnswer(
        await host.send({ method: 'GET', path: '/twice', headers: [good()] }),
        served({ subject: 'alice' }),
      )
      expect(count).toBe(1)
    })
  })
}

/** The behaviour of a token endpoint that every adapter shares. */
export function describeTokenEndpoint(
  name: string,
  start: StartHost,
  cases: readonly TokenCase[] = [...TOKEN_CASES, ...BAD_JSON_CASES],
): void {
  describe(`a token endpoint of ${name}`, () => {
    test.each(titled(cases))('%s', async (_title, { token, send, answer }) => {
      const host = await startFor(start, setupOf(world, {}, token))
      expectAnswer(await host.send(send), answer)
      expect(host.errors).toEqual([])
    })

    test.each(titled(MISTAKE_CASES))(
      'answers 500 without detail when %s',
      async (_title, { token, message }) => {
        const host = await startFor(start, setupOf(world, {}, token))
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
      const host = await startFor(start, setupOf(world, {}, { authorize }))
      const { body } = await host.send({
        ...MINT,
        path: '/token?x=1',
        headers: [...(MINT.headers ?? []), ['Cookie', 'name=Alice; x=y']],
      })
      const { access_token: token } = JSON.parse(body) as { access_token: string }
      const grant = await world.verifier.verify(token)
      expect(grant.subject).toBe('Bob name=Alice; x=y ?x=1')
    })

    test('mints what its own guard lets pass', async () => {
      const host = await startFor(start, setupOf(world))
      const { body } = await host.send(MINT)
      const { access_token: token } = JSON.parse(body) as { access_token: string }
      expectAnswer(
        await host.send({
          method: 'POST',
          path: '/calls/AP1',
          headers: [['Authorization', `Bearer ${token}`]],
        }),
        served({ subject: 'alice' }),
      )
    })
  })
}

/** A table for `test.each` whose rows are named by their titles. */
function titled<Row extends { readonly title: string }>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [row.title, row])
}

/** A request that is answered with a token. */
const MINT = {
  method: 'POST',
  path: '/token',
  headers: [['Content-Type', 'application/json']],
  body: '{"as":"Bob"}',
} as const

function good(): readonly [string, string] {
  return ['Authorization', `Bearer ${world.tokens.good}`]
}

function failing(message: string): GateOptions['verifier'] {
  return { check: () => Promise.reject(new Error(message)) }
}
