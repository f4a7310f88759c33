import { createMinter, createVerifier, generateKey, memoryRevocationStore } from '@grantline/core'
import { expect, test } from 'vitest'
import { openPeopleStream } from '../../src/server/people-stream.ts'

const keys = await generateKey('EdDSA')
const { token } = await createMinter({ issuer: 'test', keys }).mint({
  subject: 'Alice',
  capabilities: [],
})
const grant = await createVerifier({ issuer: 'test', keys }).verify(token)

interface People {
  readonly watchers: Set<(names: readonly string[]) => void>
  readonly stream: ReadableStream<Uint8Array>
  readonly change: (...names: readonly string[]) => void
}

function people(): People {
  const watchers: People['watchers'] = new Set()
  let known: readonly string[] = []
  const stream = openPeopleStream(grant, {
    watchPeople(listener) {
      watchers.add(listener)
      listener(known)
      return () => watchers.delete(listener)
    },
    revocation: memoryRevocationStore(),
    clock: () => Date.now() / 1000,
  })
  return {
    watchers,
    stream,
    change: (...names) => {
      known = names
      for (const watcher of watchers) watcher(names)
    },
  }
}

test('watches nobody before somebody reads, and no longer than that', async () => {
  const { watchers, stream, change } = people()
  expect(watchers.size).toBe(0)
  change('Alice', 'Bob')
  const reader = stream.getReader()
  const first = await reader.read()
  expect(new TextDecoder().decode(first.value)).toBe('event: here\ndata: {"names":["Bob"]}\n\n')
  expect(watchers.size).toBe(1)
  await reader.cancel()
  expect(watchers.size).toBe(0)
  change('Alice')
})

test('lets a reader go that does not keep up', async () => {
  const { watchers, stream, change } = people()
  const reader = stream.getReader()
  await reader.read()
  for (let round = 0; round < 100; round += 1) {
    change('Bob')
    change()
  }
  expect(watchers.size).toBe(0)
  let waiting = 0
  while (!(await reader.read()).done) waiting += 1
  expect(waiting).toBe(101)
})
