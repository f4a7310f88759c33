import { Worker } from 'node:worker_threads'
import {
  allows,
  createVerifier,
  formatScope,
  GrantlineError,
  importKey,
  parseScope,
  parseScopes,
  TokenError,
  type Verifier,
} from '@grantline/core'
import type { RequestView } from '@grantline/core/http'
import { describe, expect, test } from 'vitest'
import { ISSUER, makeCorpus, NOW, type Wrap } from '../src/corpus.ts'
import { fuzz, type Report } from '../src/fuzz.ts'
import { supervise } from '../src/supervise.ts'
import type { Target } from '../src/target.ts'
import { headerTarget, makeGates } from '../src/targets/headers.ts'
import { scopeTarget, signClaim, type ScopeSubject } from '../src/targets/scopes.ts'
import { tokenTarget } from '../src/targets/tokens.ts'

const SECRET = 'a secret for these tests and for nothing else'
const keys = await importKey({ alg: 'HS256', secret: SECRET })
const verifier = createVerifier({ issuer: ISSUER, keys, clock: () => NOW, maxTokenBytes: 100_000 })
const grantOf = (scope: string) =>
  verifier.verify(signClaim(scope, SECRET, { iss: ISSUER, exp: NOW + 60 }))
const subject: ScopeSubject = { parseScopes, parseScope, formatScope, allows, grantOf }

function kindsOf(target: Target, runs = 4000): Promise<string[]> {
  return fuzz([target], { runs, seed: 1, first: 0 }).then(({ found }) =>
    found.map(({ kind }) => kind),
  )
}

const headerOf = (token: unknown): Record<string, unknown> => {
  try {
    const [header = ''] = String(token).split('.')
    return JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>
  } catch {
    return {}
  }
}

describe('a verifier with a planted bug is found out', () => {
  const refusal = (reason: 'signature' | 'unavailable', cause?: unknown) =>
    ({ ok: false, error: new TokenError(reason, { cause }) }) as const
  const anyGrant = async () => ({ ok: true, grant: await grantOf('') }) as const

  const bugs: readonly (readonly [string, Wrap, RegExp])[] = [
    [
      'accepts none',
      (real: Verifier) => ({
        check: async (token) =>
          String(headerOf(token)['alg']).toLowerCase() === 'none' ? anyGrant() : real.check(token),
      }),
      /^false accept/,
    ],
    [
      'reads white space around a token',
      (real: Verifier) => ({
        check: (token) => real.check(typeof token === 'string' ? token.trim() : token),
      }),
      /^false accept/,
    ],
    [
      'ignores padding',
      (real: Verifier) => ({
        check: (token) => real.check(typeof token === 'string' ? token.replaceAll('=', '') : token),
      }),
      /^false accept/,
    ],
    [
      'throws at what is no text',
      (real: Verifier) => ({
        check: (token) => real.check(token.slice(0)),
      }),
      /^exception: TypeError/,
    ],
    [
      'hides an exception',
      (real: Verifier) => ({
        check: async (token) =>
          headerOf(token)['crit'] === null
            ? refusal('unavailable', new RangeError('planted'))
            : real.check(token),
      }),
      /^exception: RangeError/,
    ],
    [
      'refuses what is good',
      (real: Verifier) => ({
        check: async (token) => {
          const result = await real.check(token)
          return result.ok && result.grant.session !== undefined ? refusal('signature') : result
        },
      }),
      /^false refusal/,
    ],
    [
      'gives the claims of another token',
      (real: Verifier) => {
        let last: Awaited<ReturnType<Verifier['check']>> | undefined
        return {
          check: async (token) => {
            const result = await real.check(token)
            if (!result.ok) return result
            last ??= result
            return last
          },
        }
      },
      /^other claims/,
    ],
  ]

  test.each(bugs)('%s', async (_what, wrap, kind) => {
    const kinds = await kindsOf(tokenTarget(await makeCorpus(wrap, ['EdDSA', 'ES256']), 1), 3000)
    expect(
      kinds.some((one) => kind.test(one)),
      kinds.join('\n'),
    ).toBe(true)
  })
})

/** The request, for a room that is not the one it asks for. */
function inRoom(request: object): never {
  return { ...request, room: 'x/y' } as never
}

describe('a reader of scopes with a planted bug is found out', () => {
  const bugs: readonly (readonly [string, Partial<ScopeSubject>, RegExp])[] = [
    [
      'throws at a stray %',
      {
        parseScopes: (claim) => {
          if (/%(?![0-9A-Fa-f]{2})/.test(claim)) decodeURIComponent('%')
          return parseScopes(claim)
        },
      },
      /^exception: URIError/,
    ],
    [
      'loses a piece',
      {
        parseScopes: (claim) => {
          const { scopes, rejected } = parseScopes(claim)
          return { scopes, rejected: rejected.filter(({ reason }) => reason !== 'duplicate') }
        },
      },
      /^other pieces rejected/,
    ],
    [
      'throws another error',
      {
        parseScope: (text) => {
          if (!text.startsWith('scope:')) throw new GrantlineError('malformed_request')
          return parseScope(text)
        },
      },
      /^parseScope: /,
    ],
    [
      'writes a space as a plus',
      { formatScope: (scope) => formatScope(scope).replaceAll('%20', '+') },
      /^a scope is written otherwise/,
    ],
    [
      'reads a pattern in a request',
      {
        allows: (granted, definition, request) =>
          allows(granted, definition, request) || allows(granted, definition, inRoom(request)),
      },
      /^allows too much/,
    ],
    [
      'forgets bounds of zero',
      {
        allows: (granted, definition, request) =>
          granted.params['most'] !== '0' && allows(granted, definition, request),
      },
      /^allows too little/,
    ],
  ]

  test.each(bugs)('%s', async (_what, bug, kind) => {
    const kinds = await kindsOf(scopeTarget({ ...subject, ...bug }, 1), 8000)
    expect(
      kinds.some((one) => kind.test(one)),
      kinds.join('\n'),
    ).toBe(true)
  })
})

test('a gate that reads more than it should is found out', async () => {
  const corpus = await makeCorpus(undefined, ['EdDSA'])
  const [fast] = corpus.fast
  if (fast === undefined) throw new Error('the corpus is empty')
  const gates = makeGates(fast.verifier).map(({ gate, from, optional }) => ({
    from,
    optional,
    gate: {
      authenticate: (view: RequestView) =>
        gate.authenticate({
          method: view.method,
          url: view.url,
          header: (name) => view.header(name)?.replace(/^bearer\s+/i, 'Bearer '),
        }),
    },
  }))
  const kinds = await kindsOf(headerTarget(corpus, gates, fast, 1))
  expect(kinds).toContain('a grant in place of malformed_request')
})

describe('the runs', () => {
  const numbers = (seed: number, first: number, runs: number): Promise<Report> => {
    const target: Target = {
      name: 'numbers',
      share: 1,
      run: (random) => ({ kind: String(random.below(1000)), input: random.next() }),
    }
    return fuzz([target], { seed, first, runs })
  }

  test('are the same for the same seed, and each can be run alone', async () => {
    const { found } = await numbers(7, 0, 20)
    expect((await numbers(7, 0, 20)).found).toEqual(found)
    expect((await numbers(8, 0, 20)).found).not.toEqual(found)
    const [first] = (await numbers(7, 5, 1)).found
    const inRow = (await numbers(7, 0, 6)).found.find(({ kind }) => kind === first?.kind)
    expect(inRow?.input).toBe(first?.input)
  })

  test('what a run throws is a finding, and the others go on', async () => {
    let calls = 0
    const target: Target = {
      name: 'thrower',
      share: 1,
      run: () => {
        calls += 1
        throw new Error('planted')
      },
    }
    const { found } = await fuzz([target], { runs: 3, seed: 1, first: 0 })
    expect(found).toMatchObject([{ kind: 'exception: Error: planted', run: 0, times: 3 }])
    expect(calls).toBe(3)
  })
})

describe('the thread that fuzzes is watched from outside', () => {
  const watch = (code: string) => {
    const heartbeat = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(code, { eval: true, workerData: { heartbeat } })
    return supervise(worker, heartbeat, { patienceMs: 1000 })
  }
  const beat = "Atomics.store(require('worker_threads').workerData.heartbeat, 0, 41);"

  test('a run that does not end is noticed', async () => {
    expect(await watch(`${beat} for (;;);`)).toEqual({ kind: 'hang', run: 41 })
  })

  test('so is a thread that ends without a report', async () => {
    expect(await watch(`${beat} process.exit(0)`)).toMatchObject({ kind: 'crash', run: 41 })
    expect(await watch(`${beat} throw new Error('planted')`)).toMatchObject({
      kind: 'crash',
      run: 41,
    })
  })

  test('and a report is taken', async () => {
    const outcome = await watch("require('worker_threads').parentPort.postMessage({ runs: 1 })")
    expect(outcome).toEqual({ kind: 'report', report: { runs: 1 } })
  })
})
