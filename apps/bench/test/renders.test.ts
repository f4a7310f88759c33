import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RenderCount } from '../src/client/renders/count-renders.ts'
import { keepsPromise, QUICK } from '../src/scenario.ts'
import { countingRenders, countsOf } from '../src/scenarios/client/renders.ts'

let folder = ''
let worker = ''
let counts: readonly RenderCount[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-renders-'))
  worker = join(folder, 'worker.mjs')
  const bench = join(import.meta.dirname, '..')
  await symlink(join(bench, 'node_modules'), join(folder, 'node_modules'), 'dir')
  const manifest = JSON.parse(await readFile(join(bench, 'package.json'), 'utf8'))
  await build({
    entryPoints: [join(bench, 'src/client/renders/worker.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    // What is imported later must be loaded later.
    splitting: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@grantline/source'],
    external: Object.keys(manifest.devDependencies),
  })
  counts = await countsOf(worker)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const countOf = (name: string): RenderCount | undefined =>
  counts.find((count) => count.name === name)
const same = (length: number, value: number): number[] => Array.from({ length }, () => value)

test('the hook renders when a refresh begins and when it ends, and for nothing else', () => {
  expect(countOf('useCapabilityToken')).toEqual({
    name: 'useCapabilityToken',
    note: 'refreshes by the life of the token',
    first: 3,
    refreshes: same(20, 2),
    idle: 0,
    returns: same(10, 0),
    returnRequests: same(10, 0),
  })
})

test('three states are two renders, as React sets them together', () => {
  const byHand = countOf('useEffect + setInterval')
  expect(byHand?.refreshes).toEqual(same(20, 2))
  expect(byHand?.returnRequests).toEqual(same(10, 0))
})

test.each(['useQuery', 'useSWR'])(
  '%s renders for what is read, and asks at every return',
  (name) => {
    const count = countOf(name)
    expect(count?.refreshes).toEqual(same(20, 1))
    expect(count?.returnRequests).toEqual(same(10, 1))
  },
)

test('the scenario tells of everybody, and its promises are kept', async () => {
  const figures = await countingRenders(worker).run(QUICK)
  expect(new Set(figures.map(({ cell }) => cell?.row)).size).toBe(counts.length)
  expect(figures.map(keepsPromise).filter((kept) => kept === true)).toHaveLength(4)
  expect(figures.map(keepsPromise)).not.toContain(false)
})
