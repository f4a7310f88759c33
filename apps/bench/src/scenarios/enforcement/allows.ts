import { defineCapability, exact, formatScopes, type Grant } from '@grantline/core'
import { makeKeys, signToken } from '../../keys.ts'
import { timeOf } from '../../measure/time-of.ts'
import { grantlineVerifier } from '../../peers/grantline.ts'
import type { Scenario } from '../../scenario.ts'
import { claimsWith, headerFor } from '../../work.ts'

const ten = Array.from({ length: 10 }, (_, index) => index)
const rooms = ten.map((index) => defineCapability(`room-${index}:join`, { room: exact() }))
const join = defineCapability('room:join', { room: exact() })
const AT_MOST = 0.5

/** Asking a verified grant, in its dearest order. */
export const allows: Scenario = {
  name: 'allows',
  section: 'enforcement',
  title: 'grant.allows',
  about: 'asking a grant of ten scopes, calibrated by mitata',
  run: async ({ calibratedMs }) => {
    const last = rooms.at(-1) ?? join
    const mixed = await grantOf(formatScopes(rooms.map((room) => room({ room: 'lobby' }))))
    const alike = await grantOf(formatScopes(ten.map((index) => join({ room: `room-${index}` }))))
    const names = ten.map((index) => `room-${index}`)
    const nth = (turn: number): string => names[turn % 10] ?? ''
    const time = (run: (turn: number) => unknown) => timeOf(run, calibratedMs)
    return [
      {
        name: 'ten capabilities, the last is asked for',
        unit: 'µs',
        value: await time(() => mixed.allows(last, { room: 'lobby' })),
        atMost: AT_MOST,
        cell: { row: 'ten capabilities, the last is asked for', column: 'time' },
      },
      {
        name: 'one capability ten times, each allows in turn',
        unit: 'µs',
        value: await time((turn) => alike.allows(join, { room: nth(turn) })),
        atMost: AT_MOST,
        cell: { row: 'one capability ten times, each allows in turn', column: 'time' },
      },
      {
        name: 'one capability ten times, the last allows',
        unit: 'µs',
        value: await time(() => alike.allows(join, { room: 'room-9' })),
        atMost: AT_MOST,
        cell: { row: 'one capability ten times, the last allows', column: 'time' },
      },
      {
        name: 'one capability ten times, none allows',
        unit: 'µs',
        value: await time(() => alike.allows(join, { room: 'cellar' })),
        atMost: AT_MOST,
        cell: { row: 'one capability ten times, none allows', column: 'time' },
      },
    ]
  },
}

async function grantOf(scope: string): Promise<Grant> {
  const keys = makeKeys('HS256')
  const verifier = await grantlineVerifier(keys)
  return verifier.verify(signToken(keys, headerFor(keys), claimsWith(scope)))
}
