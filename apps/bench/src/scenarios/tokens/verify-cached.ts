import type { Contender } from '../../measure/paired.ts'
import { ratioOf, runPaired, samplesOf, type PairedResult } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import { makeKeys, type Alg, type Keys } from '../../keys.ts'
import { fastJwt, fastJwtCheck } from '../../peers/fast-jwt.ts'
import { grantline, grantlineVerifier } from '../../peers/grantline.ts'
import { checkOf } from '../../peers/peer.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { manyTokens } from '../../work.ts'
import { verifyingWith } from './verify.ts'

/** As many as a small service sees; both caches hold them all. */
const TOKENS = 500

const BARE = 'the string alone'

const DIFFERS = [
  'Only Grantline and fast-jwt have a cache. The others verify the token again, which is all that their users can do.',
  'Each time the token is a new string, made of bytes as that of a request is; this takes part in every time. "Less the string" is without it.',
  'Grantline looks at the times and at the key of a token again, each time; fast-jwt at the times.',
]

/** Verifying tokens that were verified before, each time in a string of its own. */
export const verifyCached: Scenario = cachedScenario('verify-cached', 'HS256', 0.4)

/** The same with public keys, where a signature takes longest to check. */
export const verifyCachedES256: Scenario = cachedScenario('verify-cached-es256', 'ES256')

function cachedScenario(name: string, alg: Alg, atMost?: number): Scenario {
  return {
    name,
    section: 'tokens',
    title: `Verifying again, from a cache, ${alg}`,
    about: `${alg} with cache, ${TOKENS} tokens in turn; making the string from bytes counts on all sides`,
    differs: DIFFERS,
    run: (effort) => compareCached(alg, atMost, effort),
  }
}

async function compareCached(
  alg: Alg,
  atMost: number | undefined,
  { paired }: Effort,
): Promise<readonly Figure[]> {
  const keys = makeKeys(alg)
  const contenders = await contendersFor(keys)
  const result = await runPaired(contenders, paired)
  return contenders.flatMap(({ name, differs }): Figure[] => {
    const time: Figure = {
      name,
      unit: 'µs',
      value: spreadOf(samplesOf(result, name)),
      cell: { row: name, column: 'time' },
      ...(differs === undefined ? {} : { note: differs }),
    }
    if (name === grantline.name || name === BARE) return [time]
    const [ratio, lessString] = ratiosTo(name, result)
    const isPromised = name === fastJwt.name && atMost !== undefined
    return [time, isPromised ? { ...ratio, atMost } : ratio, lessString]
  })
}

function ratiosTo(name: string, result: PairedResult): readonly [Figure, Figure] {
  const bare = samplesOf(result, BARE)
  const net = (of: string): readonly number[] =>
    samplesOf(result, of).map((time, round) => time - (bare[round] ?? 0))
  const theirs = net(name)
  return [
    {
      name: `${grantline.name} / ${name}`,
      unit: '×',
      value: ratioOf(result, grantline.name, name),
      cell: { row: name, column: `${grantline.name} ÷ it` },
    },
    {
      name: `${grantline.name} / ${name}, less the string`,
      unit: '×',
      value: spreadOf(net(grantline.name).map((time, round) => time / (theirs[round] ?? 0))),
      cell: { row: name, column: 'less the string' },
    },
  ]
}

async function contendersFor(keys: Keys): Promise<readonly Contender[]> {
  const bytes = manyTokens(keys, TOKENS).map((token) => Buffer.from(token))
  const nth = (turn: number): string => bytes[turn % bytes.length]?.toString('latin1') ?? ''
  const verifier = await grantlineVerifier(keys, { cache: { maxEntries: 4096 } })
  const hashed = fastJwtCheck(keys, { cache: true })
  const plain = fastJwtCheck(keys, { cache: true, cacheKeyBuilder: (token) => token })
  const uncached = verifyingWith(keys.alg).filter((peer) => ![grantline, fastJwt].includes(peer))
  return [
    { name: grantline.name, run: (turn) => verifier.verify(nth(turn)), differs: 'its default' },
    {
      name: fastJwt.name,
      run: (turn) => hashed.verify(nth(turn)),
      differs: '`cache: true`, as documented: the key is a hash of the token',
    },
    {
      name: `${fastJwt.name}, key not hashed`,
      run: (turn) => plain.verify(nth(turn)),
      differs: 'its `cacheKeyBuilder`, of which it warns',
    },
    ...(await Promise.all(
      uncached.map(async (peer): Promise<Contender> => {
        const { verify } = await checkOf(peer, keys)
        return {
          name: peer.name,
          run: (turn) => verify(nth(turn)),
          differs: 'has no cache: verifies again',
        }
      }),
    )),
    { name: BARE, run: nth, differs: 'what all do first' },
  ]
}
