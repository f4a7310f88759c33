import { afterAll, beforeAll, expect, test } from 'vitest'
import { runSoak } from '../src/run-soak.ts'
import { bundleClients, type ClientsFile } from './bundle-clients.ts'

// `pnpm soak` does the same for longer.

let clients: ClientsFile

beforeAll(async () => {
  clients = await bundleClients()
})
afterAll(() => clients.remove())

test('many managers live through faults and troubles, and nothing is lost or left over', async () => {
  const { findings, ledger, drawn, done } = await runSoak({
    clients: clients.file,
    seconds: 20,
    managers: 100,
    seed: 1,
    framework: 'hono',
    sampleMs: 500,
  })
  expect(findings).toEqual([])
  // The faults were there, and tokens came all the same.
  expect(Object.keys(drawn).length).toBeGreaterThan(20)
  expect(ledger.bad).toBeGreaterThan(0)
  expect(ledger.good).toBeGreaterThan(100)
  expect(done?.tally.managers).toBeGreaterThan(100)
})
