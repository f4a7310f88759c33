import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TokenManager } from '../../src/client.ts'
import { withWorkerTimers } from '../../src/client/worker-timers.ts'
import { ManualSource } from './manual-source.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

// Other runtimes have workers, which would keep real time.
const global = globalThis as { Worker?: unknown }
const { Worker } = global

let env: VirtualEnv
let source: ManualSource

beforeEach(() => {
  env = new VirtualEnv()
  source = new ManualSource()
  global.Worker = undefined
})

afterEach(() => {
  global.Worker = Worker
})

describe('timers of a worker, where there can be none', () => {
  test('are those of the page', async () => {
    const manager = new TokenManager({ env, fetchToken: source.fetchToken, timers: 'worker' })
    manager.subscribe(() => {})
    await settle()
    await source.last.answer({ token: 'first', expiresIn: 100 })
    await env.advance(70_000)
    expect(source.count).toBe(2)
    await env.advance(10_000)
    expect(manager.snapshot.error?.code).toBe('timeout')
    manager.dispose()
    expect(env.pending).toBe(0)
  })

  test('fire once, and not after they were cleared', async () => {
    const worker = withWorkerTimers(env)
    const fired: string[] = []
    worker.setTimeout(() => fired.push('one'), 1000)
    const two = worker.setTimeout(() => fired.push('two'), 1000)
    worker.clearTimeout(two)
    worker.clearTimeout(two)
    worker.clearTimeout(undefined)
    await env.advance(5000)
    expect(fired).toEqual(['one'])
    expect(env.timers).toEqual([])
  })

  test('take nothing else away from the environment', () => {
    class Inherited extends VirtualEnv {
      online2(): boolean {
        return true
      }
    }
    const worker = withWorkerTimers(new Inherited())
    expect(worker).toHaveProperty('online2')
    expect(worker.now()).toBe(env.wall)
    expect(worker.document).toBeDefined()
  })

  test('are not even tried without a page', () => {
    const { now, mono, random, setTimeout, clearTimeout } = env
    const bare = { now, mono, random, setTimeout, clearTimeout }
    expect(withWorkerTimers(bare)).toBe(bare)
  })
})
