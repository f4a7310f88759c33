import type { Contender } from '../../measure/paired.ts'
import { ratioOf, runPaired, samplesOf } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import { makeKeys } from '../../keys.ts'
import { fastJwtCheck } from '../../peers/fast-jwt.ts'
import { grantlineVerifier } from '../../peers/grantline.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { manyTokens } from '../../work.ts'

/** As many as a small service sees; both caches hold them all. */
const TOKENS = 500

const BARE = 'the string alone'

/** Verifying tokens that were verified before, each time in a string of its own. */
export const verifyCached: Scenario = {
  name: 'verify-cached',
  section: 'tokens',
  title: 'Verifying again, from a cache',
  about: `HS256 with cache, ${TOKENS} tokens in turn; making the string from bytes counts on both sides`,
  run: async (effort) => {
    const keys = makeKeys('HS256')
    const bytes = manyTokens(keys, TOKENS).map((token) => Buffer.from(token))
    // Flat and without a hash, as it comes out of a request's header.
    const nth = (turn: number): string => bytes[turn % bytes.length]?.toString('latin1') ?? ''
    const verifier = await grantlineVerifier(keys, { cache: { maxEntries: 4096 } })
    const hashed = fastJwtCheck(keys, { cache: true })
    const plain = fastJwtCheck(keys, { cache: true, cacheKeyBuilder: (token) => token })
    const contenders: readonly Contender[] = [
      { name: 'grantline', run: (turn) => verifier.verify(nth(turn)) },
      { name: 'fast-jwt', run: (turn) => hashed.verify(nth(turn)) },
      { name: 'fast-jwt, key not hashed', run: (turn) => plain.verify(nth(turn)) },
      { name: BARE, run: nth },
    ]
    const result = await runPaired(contenders, effort.paired)
    const times = contenders.map(({ name }): Figure => ({
      name,
      unit: 'µs',
      value: spreadOf(samplesOf(result, name)),
    }))
    const net = (name: string): readonly number[] => {
      const bare = samplesOf(result, BARE)
      return samplesOf(result, name).map((time, round) => time - (bare[round] ?? 0))
    }
    const theirs = net('fast-jwt')
    return [
      ...times,
      {
        name: 'grantline / fast-jwt',
        unit: '×',
        value: ratioOf(result, 'grantline', 'fast-jwt'),
        atMost: 0.4,
        note: 'its `cache: true`, as documented: the key is a hash of the token',
      },
      {
        name: 'grantline / fast-jwt, less the string',
        unit: '×',
        value: spreadOf(net('grantline').map((time, round) => time / (theirs[round] ?? 0))),
      },
      {
        name: 'grantline / fast-jwt, key not hashed',
        unit: '×',
        value: ratioOf(result, 'grantline', 'fast-jwt, key not hashed'),
        note: 'its `cacheKeyBuilder`, of which it warns',
      },
    ]
  },
}
