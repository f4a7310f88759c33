import { TokenManager } from '@grantline/core/client'
import { expect, test } from 'vitest'
import { createRegistry } from '../src/registry.ts'

const make = (): TokenManager =>
  new TokenManager({ fetchToken: async () => ({ token: 'opaque', expiresIn: 600 }) })
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('one key is one manager, another key another', () => {
  const registry = createRegistry<unknown>()
  const first = registry.lease('a', make)
  const second = registry.lease('a', make)
  const other = registry.lease('b', make)
  expect(second.manager).toBe(first.manager)
  expect(other.manager).not.toBe(first.manager)
  expect(registry.peek('a')).toBe(first.manager)
  expect(registry.peek('c')).toBeUndefined()
})

test('a manager lives as long as somebody holds a share in it', async () => {
  const registry = createRegistry<unknown>()
  const first = registry.lease('a', make)
  const second = registry.lease('a', make)
  first.release()
  await moment()
  expect(first.manager.snapshot.status).toBe('idle')
  second.release()
  await moment()
  expect(first.manager.snapshot.status).toBe('disposed')
  expect(registry.peek('a')).toBeUndefined()
})

test('a share that is taken again at once finds the same manager', async () => {
  const registry = createRegistry<unknown>()
  const first = registry.lease('a', make)
  first.release()
  const second = registry.lease('a', make)
  await moment()
  expect(second.manager).toBe(first.manager)
  expect(second.manager.snapshot.status).toBe('idle')
})

test('the end of a manager leaves the next one of its key alone', async () => {
  const registry = createRegistry<unknown>()
  const first = registry.lease('a', make)
  first.release()
  // Between the two moments at which the first manager may end, somebody needs the next one.
  const next = new Promise<TokenManager>((resolve) => {
    setTimeout(() => resolve(registry.lease('a', make).manager))
  })
  registry.lease('a', make).release()
  await moment()
  expect(first.manager.snapshot.status).toBe('disposed')
  expect(registry.peek('a')).toBe(await next)
  expect((await next).snapshot.status).toBe('idle')
})
