import { makeKeys, type Alg } from '../../keys.ts'
import { profileOf, type ProfileOptions } from '../../measure/cpu-profile.ts'
import type { Contender } from '../../measure/paired.ts'
import { grantline } from '../../peers/grantline.ts'
import { checkOf, mintOf } from '../../peers/peer.ts'
import { manyTokens, oneToken } from '../../work.ts'
import { asReceived } from './as-received.ts'
import { placeOf } from './profile-places.ts'

/** What a process of its own looks at. */
export interface ProfileTask {
  readonly work: 'mint' | 'mint-fresh' | 'verify' | 'verify-distinct'
  readonly alg: Alg
  readonly options: ProfileOptions
}

const { work, alg, options } = JSON.parse(process.argv[2] ?? '{}') as ProfileTask
process.send?.(await profileOf(await contenderOf(), placeOf, options))

async function contenderOf(): Promise<Contender> {
  const keys = makeKeys(alg)
  if (work === 'mint' || work === 'mint-fresh') {
    const { held, fresh } = await mintOf(grantline, keys)
    return { name: work, run: work === 'mint' ? held : fresh }
  }
  const { verify } = await checkOf(grantline, keys)
  const made = work === 'verify' ? [oneToken(keys)] : manyTokens(keys, 8192)
  const tokens = made.map(asReceived)
  return { name: work, run: (turn) => verify(tokens[turn % tokens.length] ?? '') }
}
