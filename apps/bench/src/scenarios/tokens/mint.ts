import type { Contender } from '../../measure/paired.ts'
import { makeKeys } from '../../keys.ts'
import { fastJwt } from '../../peers/fast-jwt.ts'
import { floor } from '../../peers/floor.ts'
import { grantline } from '../../peers/grantline.ts'
import { hono } from '../../peers/hono.ts'
import { jose } from '../../peers/jose.ts'
import { jsonwebtoken } from '../../peers/jsonwebtoken.ts'
import type { Mint, Peer } from '../../peers/peer.ts'
import { twilio } from '../../peers/twilio.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { compare } from '../compare.ts'

/** Who mints. */
export const MINTING: readonly [Peer, ...Peer[]] = [
  grantline,
  fastJwt,
  floor,
  jsonwebtoken,
  jose,
  hono,
  twilio,
]

const PROMISES = { 'fast-jwt': 0.8, floor: 1.3, twilio: 1 / 60 }

/** Minting with what is granted prepared: definitions are used, and scope text made, only once. */
export const mintHeld: Scenario = {
  name: 'mint',
  section: 'tokens',
  title: 'Minting, HS256',
  about:
    'HS256, two capabilities that are held; peers hold their text, twilio its ClientCapability',
  run: (effort) => compareMinting('held', effort),
}

/** Minting as a token endpoint does. */
export const mintFresh: Scenario = {
  name: 'mint-fresh',
  section: 'tokens',
  title: 'Minting, HS256, with capabilities made in the call',
  about: 'HS256, two capabilities made in the call; peers make their text with encodeURIComponent',
  run: (effort) => compareMinting('fresh', effort),
}

async function compareMinting(how: 'held' | 'fresh', effort: Effort): Promise<readonly Figure[]> {
  const [first, ...others] = MINTING
  const subject = await contenderOf(first, how)
  return compare(
    [subject, ...(await Promise.all(others.map((peer) => contenderOf(peer, how))))],
    PROMISES,
    effort,
  )
}

async function contenderOf(peer: Peer, how: 'held' | 'fresh'): Promise<Contender> {
  return { name: peer.name, run: (await mintOf(peer))[how] }
}

/** Prepares a peer to mint with HS256. */
export async function mintOf(peer: Peer): Promise<Mint> {
  if (peer.minter === undefined) throw new TypeError(`${peer.name} does not mint`)
  return peer.minter(makeKeys('HS256'))
}
