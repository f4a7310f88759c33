import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAll, type Answers } from '../src/correctness/ask.ts'
import type { Case, Corpus } from '../src/correctness/case.ts'
import type { Contender } from '../src/correctness/contenders/contender.ts'
import { installFixedClock, type FixedClock } from '../src/correctness/fixed-clock.ts'
import { judge } from '../src/correctness/judge.ts'
import { makeClasses } from '../src/correctness/make/corpus.ts'
import { CORPUS_FOLDER, readCorpus, readJson } from '../src/correctness/read-corpus.ts'
import { score } from '../src/correctness/report.ts'
import { keepsPromise, type Figure } from '../src/scenario.ts'
import { tablesOf } from '../src/scenarios/correctness/verdicts.ts'
import { bundleWorker, type Worker } from './bundle-worker.ts'

const corpus = readCorpus()
const all = corpus.classes.flatMap(({ name, cases }) =>
  cases.map((one) => ({ id: `${name}/${one.name}`, ...one })),
)

describe('the committed files', () => {
  const known = readJson(CORPUS_FOLDER, 'random-signatures.json') as Record<string, string>

  test('are what is made of the keys', () => {
    const { classes, kept } = makeClasses(corpus.keys, known)
    expect(JSON.parse(JSON.stringify(classes))).toEqual(corpus.classes)
    expect(kept).toEqual(known)
  })

  test('hold cases that say who is asked, what is right, and why', () => {
    for (const { id, server, source, why, strictness, steps } of all) {
      expect(corpus.servers[server], id).toBeDefined()
      expect(source, id).toMatch(/RFC \d{4}|FIPS 186-5/)
      expect(why, id).toMatch(/^[^\n]+\.$/)
      expect(['must', 'choice'], id).toContain(strictness)
      expect(steps.length, id).toBeGreaterThan(0)
      for (const { now, token, expect: expected } of steps) {
        expect(Number.isFinite(now), id).toBe(true)
        expect(typeof token, id).toBe('string')
        expect(strictness === 'must' ? ['accept', 'refuse'] : ['refuse'], id).toContain(expected)
      }
    }
  })

  test('have a name for every case, and a key for every server', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const [name, { keys }] of Object.entries(corpus.servers)) {
      for (const { key } of keys) expect(corpus.keys[key], name).toBeDefined()
    }
  })

  test('never ask for both answers to one token', () => {
    const right = new Map<string, string>()
    for (const { id, server, steps } of all) {
      for (const { now, token, expect: expected } of steps) {
        const key = JSON.stringify([server, now, token])
        expect(right.get(key) ?? expected, id).toBe(expected)
        right.set(key, expected)
      }
    }
  })
})

describe('asked in processes of their own', () => {
  let worker: Worker
  let answers: readonly Answers[]
  let figures: readonly Figure[]

  beforeAll(async () => {
    worker = await bundleWorker('../src/correctness/worker.ts')
    answers = await askAll(worker.file)
    figures = tablesOf(corpus, answers)
  }, 60_000)
  afterAll(() => worker.remove())

  test('everybody answers every case', () => {
    for (const { contender, answers: own } of answers) {
      expect(own.length, contender).toBe(all.length)
    }
  })

  test('Grantline answers none wrongly', () => {
    const wrong = (['wrong accepts', 'wrong rejects'] as const).flatMap((count) =>
      score(corpus, answers, count).flatMap(({ name, scores }) =>
        scores
          .filter(({ contender }) => contender === 'grantline')
          .flatMap(({ counted }) => counted.map((one) => `${name}/${one}`)),
      ),
    )
    expect(wrong).toEqual([])
  })

  // Else a server that refuses everything would look careful. Weak keys have no good token.
  const weak = /secret|rsa-1024|rsa-e3|^jwk-for-(encryption|deriving)|^jwk-names-es384/
  const sound = Object.keys(corpus.servers).filter(
    (name) => !weak.test(name) || name === 'two-secrets',
  )

  test.each(sound)('%s takes a good token of every library that can be asked', (server) => {
    const good = all.filter(
      (one) => one.server === server && one.steps.every((step) => step.expect === 'accept'),
    )
    expect(good).not.toEqual([])
    const [{ id } = { id: '' }] = good
    for (const { contender, answers: own } of answers) {
      const answer = own.find((one) => one.id === id)?.answer
      expect(['accept', 'absent'], contender).toContain(answer)
    }
  })

  test('Grantline, jose and fast-jwt are asked wherever they can be', () => {
    for (const { contender, answers: own } of answers) {
      const absent = own.filter(({ answer }) => answer === 'absent').length
      expect(absent, contender).toBeLessThan(/grantline|jose/.test(contender) ? 1 : all.length / 2)
    }
  })

  test('the figures are finite, promise zero of our sums and of nothing else, and keep it', () => {
    expect(figures.length).toBeGreaterThan(100)
    for (const figure of figures) {
      const { name, value, atMost, cell } = figure
      expect(Number.isInteger(value.median), name).toBe(true)
      const isSum = cell?.column === 'grantline' && cell.row === 'All of them'
      const isJudged = isSum && (cell.table?.startsWith('Wrong') ?? false)
      expect(atMost, name).toBe(isJudged ? 0 : undefined)
      expect(keepsPromise(figure), name).toBe(isJudged ? true : undefined)
    }
  })

  test('what was found once by hand is still found', () => {
    const wrong = (contender: string, id: string): string | undefined =>
      answers.find((one) => one.contender === contender)?.answers.find((one) => one.id === id)
        ?.answer
    expect(wrong('jose', 'base64url/signature: a line break')).toBe('accept')
    expect(wrong('jsonwebtoken', 'crit/the example of the RFC')).toBe('accept')
    expect(wrong('fast-jwt', 'boundaries/exp is now')).toBe('accept')
    expect(wrong('hono/jwt', 'not-json/payload: Latin-1')).toBe('accept')
    expect(wrong('by hand', 'issuer-audience/a list with one')).toBe('refuse')
  })
})

describe('judging', () => {
  const step = { now: 5, token: 'a', expect: 'accept' } as const
  const caseOf = (name: string, steps: Case['steps'], strictness: Case['strictness'] = 'must') => ({
    name,
    strictness,
    source: 'RFC 7519',
    why: 'It is.',
    server: 's',
    steps,
  })
  const corpusOf = (...cases: Case[]): Corpus => ({
    keys: { k: { secret: 'x' } },
    servers: { s: { keys: [{ key: 'k', alg: 'HS256' }] } },
    classes: [{ name: 'c', title: 'C', cases }],
  })
  let clock: FixedClock
  beforeAll(() => {
    clock = installFixedClock()
  })
  afterAll(() => clock.remove())

  const held: Record<string, unknown> = { sub: 'alice' }
  const fake: Contender = {
    name: 'fake',
    start: () => (token) => {
      if (token === 'bad') throw new Error('no')
      if (token === 'clock') return { now: Date.now(), date: new Date().getTime() }
      return token === 'inherited' ? (Object.create({ admin: true }) as typeof held) : held
    },
  }
  const answersOf = async (one: Case, contender = fake): Promise<string | undefined> =>
    (await judge(contender, corpusOf(one), clock))[0]?.answer

  test('everybody sees the clock of the step', async () => {
    const reads = { now: 5500, date: 5500 }
    expect(await answersOf(caseOf('x', [{ ...step, token: 'clock', now: 5.5, reads }]))).toBe(
      'accept',
    )
    expect(new Date(0).getTime()).toBe(0)
    expect(new Date()).toBeInstanceOf(Date)
  })

  test('claims that are others are misread, also inherited ones and those a caller wrote', async () => {
    const reads = { admin: null }
    expect(await answersOf(caseOf('x', [{ ...step, reads }]))).toBe('accept')
    expect(await answersOf(caseOf('x', [{ ...step, token: 'inherited', reads }]))).toBe('misread')
    const steps = [
      { ...step, writes: { sub: 'root' } },
      { ...step, reads: { sub: 'alice' } },
    ] as const
    expect(await answersOf(caseOf('x', steps))).toBe('misread')
  })

  test('the first step that is answered otherwise decides', async () => {
    const steps = [step, { ...step, token: 'bad' }, { ...step, expect: 'refuse' }] as const
    expect(await answersOf(caseOf('x', steps))).toBe('refuse')
  })

  test('who does not start refuses, who has no such feature is not asked', async () => {
    const broken: Contender = { name: 'b', start: () => Promise.reject(new Error('weak')) }
    expect(await answersOf(caseOf('x', [step]), broken)).toBe('refuse')
    expect(await answersOf(caseOf('x', [step]), { name: 'n', start: () => undefined })).toBe(
      'absent',
    )
  })

  test('counts wrong accepts, wrong rejects and what is left open apart', () => {
    const refuse = { ...step, expect: 'refuse' } as const
    const small = corpusOf(
      caseOf('one', [refuse]),
      caseOf('two', [step]),
      caseOf('three', [refuse], 'choice'),
      caseOf('four', [refuse]),
    )
    const answered = [
      { id: 'c/one', answer: 'accept', expect: 'refuse' },
      { id: 'c/two', answer: 'refuse', expect: 'accept' },
      { id: 'c/three', answer: 'accept', expect: 'refuse' },
      { id: 'c/four', answer: 'absent', expect: 'refuse' },
    ] as const
    const counts = (['wrong accepts', 'wrong rejects', 'left open'] as const).map((count) => {
      const [first] = score(small, [{ contender: 'x', answers: answered }], count)
      return [first?.cases, first?.scores[0]?.asked, first?.scores[0]?.counted]
    })
    expect(counts).toEqual([
      [2, 1, ['one']],
      [1, 1, ['two']],
      [1, 1, ['three']],
    ])
  })
})
