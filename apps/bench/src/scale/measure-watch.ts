import { createVerifier, importKey, memoryRevocationStore, watchGrant } from '@grantline/core'
import type { Grant } from '@grantline/core'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeKeys, SECRET } from '../keys.ts'
import { AUDIENCE, ISSUER, manyTokens } from '../work.ts'
import { held } from './meter.ts'
import type { Readings } from './readings.ts'
import type { WatchTask } from './task.ts'

const FOREIGN = 9
/** Until what was just made has been asked about. */
const SETTLE_MS = 50

/** Watches grants, and revokes: a token that nobody watches, half of them one by one, and all. */
export async function measureWatch({ watched }: WatchTask): Promise<Readings> {
  // A small one first, so that everything is compiled.
  if (watched > 20) await measureWatch({ kind: 'watch', watched: 20 })
  const revocation = memoryRevocationStore()
  const key = await importKey({ alg: 'HS256', secret: SECRET })
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: key, cache: false })
  const grants: Grant[] = []
  for (const token of manyTokens(makeKeys('HS256'), watched)) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    grants.push(await verifier.verify(token))
  }
  let ended = 0
  const onEnd = (): void => {
    ended += 1
  }
  const before = held()
  const watches = grants.map((grant) => watchGrant(grant, { revocation, onEnd }))
  await sleep(SETTLE_MS)
  const memory = (held().memory - before.memory) / watches.length

  const revoke = async (ids: readonly (string | undefined)[]): Promise<number> => {
    const start = performance.now()
    const expiresAt = Date.now() / 1000 + 60
    for (const value of ids) {
      void revocation.revoke(
        value === undefined
          ? { level: 'all', value: '', expiresAt }
          : { level: 'token', value, expiresAt },
      )
    }
    // What a revocation starts in microtasks belongs to it: nothing else can run before.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    return performance.now() - start
  }
  const foreign: number[] = []
  for (let turn = 0; turn < FOREIGN; turn += 1) {
    // oxlint-disable no-await-in-loop -- one after the other
    foreign.push(await revoke([`nobody-${turn}`]))
    await sleep(5)
    // oxlint-enable no-await-in-loop
  }
  const half = grants.slice(0, Math.floor(watched / 2)).flatMap(({ id }) => id ?? [])
  const oneByOne = await revoke(half)
  if (ended !== half.length) throw new Error('a watch missed the revocation of its token')
  const all = await revoke([undefined])
  if (ended !== watched) throw new Error('a watch missed the revocation of everything')
  return { memory: [memory], foreign, half: [oneByOne], all: [all] }
}
