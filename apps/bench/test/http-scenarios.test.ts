import { afterAll, beforeAll, expect, test } from 'vitest'
import { cellTables } from '../src/report/cells.ts'
import { QUICK, type Figure } from '../src/scenario.ts'
import { compareAdded } from '../src/scenarios/http/guard.ts'
import { loadBun, loadGuards } from '../src/scenarios/http/load.ts'
import { loadTokens } from '../src/scenarios/http/token.ts'
import { bundleWorker, type Worker } from './bundle-worker.ts'

let worker: Worker

beforeAll(async () => {
  worker = await bundleWorker()
})
afterAll(() => worker.remove())

const OWN_ROWS = [
  'bare',
  'by hand',
  'guard, static',
  'guard, static, cached',
  'guard, computed',
  'guard, computed, cached',
]

/** Everything is a number, and has a place of its own. */
function expectCells(figures: readonly Figure[]): ReturnType<typeof cellTables> {
  const places = figures.map(({ cell }) => JSON.stringify(cell))
  expect(places).toEqual([...new Set(places)])
  for (const { value } of figures) expect(Number.isFinite(value.median)).toBe(true)
  return cellTables(figures)
}

test('what guards add stands in one table, and only our adapters promise', async () => {
  const figures = await compareAdded('fastify', 'HS256', QUICK, worker.file)
  const [table, ...more] = expectCells(figures)
  expect(more).toEqual([])
  expect(table?.columns).toEqual([
    'whole request',
    'added',
    'added ÷ by hand',
    'guard, computed ÷ it',
  ])
  expect(table?.rows.map(({ name }) => name)).toEqual([
    ...OWN_ROWS,
    '@fastify/jwt',
    'by hand, every scope new',
    'guard, computed, every scope new',
  ])
  const told = table?.rows.filter(({ notes }) => notes.length > 0).map(({ name }) => name)
  expect(told).toEqual(['@fastify/jwt'])
  const promised = figures.filter(({ atMost }) => atMost !== undefined)
  expect(promised.map(({ name }) => name)).toEqual(['guard, computed / @fastify/jwt'])
})

test('a load tells the requests a second of every server', async () => {
  const [table] = expectCells(await loadGuards('express', 'HS256', QUICK, worker.file))
  expect(table?.columns).toEqual(['requests a second', 'whole request', 'added'])
  expect(table?.rows.map(({ name }) => name)).toEqual([
    ...OWN_ROWS,
    'express-jwt',
    'express-oauth2-jwt-bearer',
  ])
})

test('Bun serves both apps, each in a table of its own', async () => {
  const tables = expectCells(await loadBun('ES256', QUICK, worker.file))
  expect(tables.map(({ heading }) => heading)).toEqual(['Hono on Bun', 'Express on Bun'])
  for (const { rows } of tables) {
    expect(rows.slice(0, 4).map(({ name }) => name)).toEqual([
      'bare',
      'by hand',
      'guard, computed',
      'guard, computed, cached',
    ])
  }
})

test('a token endpoint tells its times and what it holds', async () => {
  const tables = expectCells(await loadTokens('express', QUICK.http.token, worker.file))
  expect(tables.map(({ rows }) => rows.map(({ name }) => name))).toEqual([
    ['p50', 'p90', 'p99', 'p99.9', 'longest'],
    ['answered with a token', 'failed'],
    ['heap after a collection', 'RSS'],
  ])
})
