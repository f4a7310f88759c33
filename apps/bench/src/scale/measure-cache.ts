import { createHmac } from 'node:crypto'
import { base64url, makeKeys, type Keys } from '../keys.ts'
import { fastJwtCheck } from '../peers/fast-jwt.ts'
import { grantlineVerifier } from '../peers/grantline.ts'
import { AUDIENCE, headerFor, ISSUER, TTL } from '../work.ts'
import { held, longestOf, timesOf } from './meter.ts'
import type { Readings } from './readings.ts'
import type { CacheTask } from './task.ts'

/** New tokens that come to a full cache. */
const MOST_MISSES = 50_000

/** Fills a cache to the brim, asks it for what it holds, and goes on with new tokens. */
export async function measureCache(task: CacheTask): Promise<Readings> {
  const { entries, calls } = task
  const keys = makeKeys('HS256')
  const bytesOf = tokenMaker(keys)
  await warmUp(await makeVerify(task, keys), bytesOf)

  const run = await makeVerify(task, keys)
  const before = held()
  await timesOf({ calls: entries, inputOf: bytesOf, run })
  const after = held()

  // The last quarter: every one of them is still there.
  const quarter = Math.max(1, Math.floor(entries / 4))
  const lately = (turn: number): Buffer => bytesOf(entries - 1 - ((turn * 7919) % quarter))
  const hit = await timesOf({ calls, inputOf: lately, run })
  const misses = Math.min(entries, MOST_MISSES)
  const miss = await timesOf({
    calls: Math.ceil(misses / 2),
    inputOf: (turn) => bytesOf(entries + turn),
    run,
  })
  const longest = await longestOf({
    calls: Math.ceil(misses / 2),
    inputOf: (turn) => bytesOf(2 * entries + turn),
    run,
  })
  const memory = (after.memory - before.memory) / entries
  return { memory: [memory], rss: [after.rss / 2 ** 20], hit, miss, longest: [longest] }
}

/** Everything is compiled before memory is looked at; half of the tokens come again. */
async function warmUp(verify: Verify, bytesOf: (turn: number) => Buffer): Promise<void> {
  for (let turn = 0; turn < 4000; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await verify(bytesOf(-1 - (turn >> 1)))
  }
}

/** Verifies a string that is made of bytes inside the call, as that of a request is. */
type Verify = (bytes: Buffer) => unknown

async function makeVerify({ cache, entries }: CacheTask, keys: Keys): Promise<Verify> {
  if (cache === 'fast-jwt') {
    const check = fastJwtCheck(keys, { cache: entries })
    return (bytes) => check.verify(bytes.toString('latin1'))
  }
  const verifier = await grantlineVerifier(keys, { cache: { maxEntries: entries } })
  return (bytes) => verifier.verify(bytes.toString('latin1'))
}

/** Signs by hand, as fast as can be: a million are made. */
function tokenMaker(keys: Keys): (turn: number) => Buffer {
  const header = base64url(JSON.stringify(headerFor(keys)))
  const iat = Math.floor(Date.now() / 1000) - 60
  const common = JSON.stringify({ iss: ISSUER, aud: AUDIENCE, iat, exp: iat + TTL }).slice(1)
  return (turn) => {
    const scope = `scope:client:incoming?clientName=user${turn}`
    const input = `${header}.${base64url(`{"sub":"u${turn}","jti":"i${turn}","scope":"${scope}",${common}`)}`
    const signature = createHmac('sha256', keys.signing).update(input).digest('base64url')
    return Buffer.from(`${input}.${signature}`, 'latin1')
  }
}
