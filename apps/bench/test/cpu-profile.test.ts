import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { profileOf, sharesOf } from '../src/measure/cpu-profile.ts'
import { QUICK } from '../src/scenario.ts'
import { placeOf } from '../src/scenarios/tokens/profile-places.ts'
import { profileTasks } from '../src/scenarios/tokens/profile.ts'
import { countGarbage } from '../src/scenarios/tokens/garbage.ts'
import { mintLadder, verifyLadder } from '../src/scenarios/tokens/steps.ts'
import { bundleWorker, type Worker } from './bundle-worker.ts'

function frame(url: string, functionName = 'f') {
  return { callFrame: { url, functionName, scriptId: '0', lineNumber: 0, columnNumber: 0 } }
}

const CORE = 'file:///srv/grantline/packages/core/dist'

test.each([
  ['core: token/mint', [frame(`${CORE}/token/mint.js`)]],
  ['core: clock', [frame('/srv/packages/core/src/clock.ts')]],
  ['node: crypto', [frame('node:internal/crypto/hash')]],
  ['node: crypto', [frame('node:crypto')]],
  ['node: buffer', [frame('', 'utf8Write'), frame('node:buffer'), frame(`${CORE}/a.js`)]],
  ['node: timingSafeEqual', [frame('', 'timingSafeEqual'), frame(`${CORE}/crypto/node-hmac.js`)]],
  ['garbage collection', [frame('', '(garbage collector)'), frame(`${CORE}/a.js`)]],
  ['outside of JavaScript', [frame('', '(program)')]],
  ['the caller', [frame('file:///srv/apps/bench/dist/measure/paired.js')]],
])('%s', (place, stack) => {
  expect(placeOf(stack)).toBe(place)
})

test('a place in a bundle is the module that it is made of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const file = join(folder, 'core/dist/bundled/index.js')
    mkdirSync(dirname(file), { recursive: true })
    // The first line is of one module, the second of another.
    const sources = ['../../src/token/mint.ts', '../../src/clock.ts']
    const map = { version: 3, sources, names: [], mappings: 'AAAA;ACAA' }
    writeFileSync(`${file}.map`, JSON.stringify(map))
    const at = (lineNumber: number): string => {
      const callFrame = { ...frame(pathToFileURL(file).href).callFrame, lineNumber }
      return placeOf([{ callFrame }])
    }
    expect([at(0), at(1)]).toEqual(['core: token/mint', 'core: clock'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('shares are those of the samples, and a native function counts by its caller', () => {
  const nodes = [
    { id: 1, hitCount: 0, children: [2, 3], ...frame('', '(root)') },
    { id: 2, hitCount: 6, children: [4], ...frame('node:buffer') },
    { id: 3, hitCount: 1, ...frame(`${CORE}/clock.js`) },
    { id: 4, hitCount: 3, ...frame('', 'utf8Write') },
  ]
  const shares = sharesOf({ nodes, startTime: 0, endTime: 1 }, placeOf)
  expect([...shares]).toEqual([
    ['node: buffer', 0.9],
    ['core: clock', 0.1],
  ])
})

function spin(): number {
  let sum = 0
  for (let at = 0; at < 20_000; at += 1) sum += Math.sqrt(at)
  return sum
}

test('the profiler finds where the time goes', async () => {
  const { time, places } = await profileOf(
    { name: 'spin', run: spin },
    (stack) => stack[0]?.callFrame.functionName ?? '',
    { legs: 2, legMs: 80, warmUpMs: 20 },
  )
  expect(places[0]?.name).toBe('spin')
  expect(places[0]?.share.median).toBeGreaterThan(50)
  expect(time.median).toBeGreaterThan(1)
})

describe('in a process of its own', () => {
  const workers: Worker[] = []
  beforeAll(async () => {
    for (const name of ['profile', 'garbage']) {
      workers.push(await bundleWorker(`../src/scenarios/tokens/${name}-worker.ts`))
    }
  })
  afterAll(() => Promise.all(workers.map(({ remove }) => remove())))

  test.each(['mint', 'mint-fresh', 'verify', 'verify-distinct'] as const)(
    'a profile of %s makes a whole',
    async (work) => {
      const tasks = [{ table: 'here', work, alg: 'HS256' as const }]
      const figures = await profileTasks(tasks, QUICK.tokens.profile, workers[0]?.file)
      const shares = figures.filter(
        ({ unit, name }) => unit === '%' && !name.includes('whole call'),
      )
      const sum = shares.reduce((all, { value }) => all + value.median, 0)
      // With two legs the median is the mean, so nothing is lost.
      expect(sum).toBeCloseTo(100, 5)
      expect(figures.some(({ name }) => name.includes('node: crypto'))).toBe(true)
    },
  )

  test('everybody is counted', async () => {
    const figures = await countGarbage({ calls: 20, samples: 2 }, workers[1]?.file)
    const columns = new Set(figures.map(({ cell }) => cell?.column))
    expect([...columns]).toEqual(
      ['verify HS256', 'verify ES256', 'mint HS256'].flatMap((work) => [
        `${work}, heap`,
        `${work}, buffers`,
      ]),
    )
    for (const { value } of figures) expect(Number.isFinite(value.median)).toBe(true)
  })

  test('a process that fails is told of', async () => {
    await expect(
      profileTasks([{ table: '', work: 'mint', alg: 'no' as never }], {}, workers[0]?.file),
    ).rejects.toThrow('failed')
  })
})

test('every step of minting ends in a token, from the second on', async () => {
  const [signature, ...steps] = await mintLadder()
  expect(String(await signature?.run(0))).toHaveLength(43)
  for (const { run } of steps) {
    const answer = await run(0)
    const token = typeof answer === 'string' ? answer : (answer as { token: string }).token
    expect(token.split('.')).toHaveLength(3)
  }
})

test.each(['HS256', 'ES256'] as const)('every step of verifying %s succeeds', async (alg) => {
  const steps = await verifyLadder(alg)
  for (const { run } of steps) expect(await run(0)).toBeTruthy()
})
