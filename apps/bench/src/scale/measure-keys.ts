import { generateKeyPairSync } from 'node:crypto'
import { signToken, type Keys } from '../keys.ts'
import { claimsWith, headerFor, twoScopes } from '../work.ts'
import { verifyWithMany, type NamedJwk, type VerifyWithMany } from './key-sets.ts'
import { held, stallOf, timesOf } from './meter.ts'
import type { Readings } from './readings.ts'
import type { KeysTask } from './task.ts'

/** Takes keys in, uses each of them once, and asks for the first, the last, none and another one. */
export async function measureKeys({ set, keys: count, calls }: KeysTask): Promise<Readings> {
  const pairs = Array.from({ length: count }, makePair)
  const jwks = pairs.map(({ verifying }, turn): NamedJwk => {
    return { ...verifying.export({ format: 'jwk' }), kid: kidOf(turn) }
  })
  const claims = claimsWith(twoScopes('alice'))
  const tokenOf = (keys: Keys, kid?: string): string =>
    signToken(keys, { ...headerFor(keys), ...(kid === undefined ? {} : { kid }) }, claims)
  const tokens = pairs.map((pair, turn) => tokenOf(pair, kidOf(turn)))
  const [firstPair, firstToken, lastToken] = [pairs[0], tokens[0], tokens.at(-1)]
  if (firstPair === undefined || firstToken === undefined || lastToken === undefined) {
    throw new RangeError('measureKeys: take one key or more')
  }
  await warmUp(set, jwks.slice(0, 2), firstToken)

  const before = held()
  const made: VerifyWithMany[] = []
  const taken = await stallOf(async () => {
    made.push(await verifyWithMany(set, jwks))
  })
  const [verify] = made
  if (verify === undefined) throw new Error('nothing was made to verify with')
  const start = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const token of tokens) await verify(token)
  const firstUse = ((performance.now() - start) / count) * 1000
  const memory = (held().memory - before.memory) / count

  const time = (token: string): Promise<readonly number[]> =>
    timesOf({ calls, inputOf: () => token, run: verify })
  const refused = (token: string): Promise<readonly number[]> =>
    timesOf({ calls, inputOf: () => token, run: () => refusalOf(verify, token) })
  return {
    takeIn: [(taken.tookMs / count) * 1000],
    stall: [taken.stallMs],
    firstUse: [firstUse],
    memory: [memory],
    first: await time(firstToken),
    last: await time(lastToken),
    unknown: await refused(tokenOf(firstPair, 'nobody')),
    ...(count > 1 ? { without: await refused(tokenOf(firstPair)) } : {}),
  }
}

/** Everything is compiled before memory is looked at. */
async function warmUp(
  set: KeysTask['set'],
  jwks: readonly NamedJwk[],
  token: string,
): Promise<void> {
  const verify = await verifyWithMany(set, jwks)
  await timesOf({ calls: 1000, inputOf: () => token, run: verify })
}

async function refusalOf(verify: VerifyWithMany, token: string): Promise<unknown> {
  try {
    await verify(token)
  } catch (error) {
    return error
  }
  throw new Error('a token was accepted whose key is not known')
}

function makePair(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { alg: 'EdDSA', signing: privateKey, verifying: publicKey }
}

function kidOf(turn: number): string {
  return `key-${turn}`
}
