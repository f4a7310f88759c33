import { makeKeys } from '../../keys.ts'
import { allocationOf, type Allocation, type AllocationOptions } from '../../measure/allocation.ts'
import { checkOf, mintOf } from '../../peers/peer.ts'
import { twilio } from '../../peers/twilio.ts'
import { manyTokens } from '../../work.ts'
import { asReceived } from './as-received.ts'
import { mintingWith } from './mint.ts'
import { verifyingWith } from './verify.ts'

/** What one contender allocates in a call of one kind. */
export interface Allocated {
  readonly name: string
  readonly work: string
  readonly allocation: Allocation
}

// Counts for garbage.ts, and tells it one contender after the other.
const options = JSON.parse(process.argv[2] ?? '{}') as AllocationOptions

function tell(allocated: Allocated): void {
  process.send?.(allocated)
}

/** Fewer of those that take long: half a second a contender is enough. */
function fewer(by: number): AllocationOptions {
  const { calls = 1000 } = options
  return { ...options, calls: Math.max(10, Math.round(calls / by)) }
}

// oxlint-disable no-await-in-loop -- measured one after the other
for (const alg of ['HS256', 'ES256'] as const) {
  const keys = makeKeys(alg)
  const tokens = manyTokens(keys, 1024).map(asReceived)
  for (const peer of verifyingWith(alg)) {
    const { verify } = await checkOf(peer, keys)
    const run = (turn: number): unknown => verify(tokens[turn % tokens.length] ?? '')
    const count = alg === 'HS256' ? options : fewer(4)
    const allocation = await allocationOf({ name: peer.name, run }, count)
    tell({ name: peer.name, work: `verify ${alg}`, allocation })
  }
}
const keys = makeKeys('HS256')
for (const peer of mintingWith('HS256')) {
  const { held } = await mintOf(peer, keys)
  const count = peer === twilio ? fewer(20) : options
  const allocation = await allocationOf({ name: peer.name, run: held }, count)
  tell({ name: peer.name, work: 'mint HS256', allocation })
}
