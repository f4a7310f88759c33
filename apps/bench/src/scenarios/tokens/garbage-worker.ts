import { makeKeys } from '../../keys.ts'
import { allocationOf, type AllocationOptions } from '../../measure/allocation.ts'
import { manyTokens } from '../../work.ts'
import { mintOf, MINTING } from './mint.ts'
import { checkOf, VERIFYING } from './verify.ts'

// Counts for garbage.ts, and tells it one contender after the other.
const options = JSON.parse(process.argv[2] ?? '{}') as AllocationOptions
const keys = makeKeys('HS256')
const tokens = manyTokens(keys, 1024)

// oxlint-disable no-await-in-loop -- measured one after the other
for (const peer of VERIFYING) {
  const { verify } = await checkOf(peer, keys)
  const run = (turn: number): unknown => verify(tokens[turn % tokens.length] ?? '')
  process.send?.([`verify: ${peer.name}`, await allocationOf({ name: peer.name, run }, options)])
}
for (const peer of MINTING) {
  // Half a millisecond a call, and nobody's measure.
  if (peer.name === 'twilio') continue
  const { held } = await mintOf(peer)
  process.send?.([
    `mint: ${peer.name}`,
    await allocationOf({ name: peer.name, run: held }, options),
  ])
}
