import { defineCapability, exact } from '@grantline/core'
import { makeKeys, signToken, type Keys } from '../../keys.ts'
import { ratioOf, runPaired, samplesOf, type Contender } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import { fastJwt } from '../../peers/fast-jwt.ts'
import { floor } from '../../peers/floor.ts'
import { grantline, grantlineMinter, grantlineVerifier } from '../../peers/grantline.ts'
import { jose } from '../../peers/jose.ts'
import { checkOf, mintOf } from '../../peers/peer.ts'
import type { Effort, Figure, Plot, Scenario } from '../../scenario.ts'
import { claimsWith, headerFor } from '../../work.ts'
import { asReceived } from './as-received.ts'

/** The first is the subject, at one size. */
type Contenders = readonly [Contender, ...Contender[]]

const SCOPES = [1, 10, 100]
const KILOBYTES = [0.5, 1, 2, 4, 8]
const PEERS = [floor, fastJwt, jose]

/** More than are remembered, so that hardly a scope is ever met again. */
const DISTINCT = 4096

const TIME = 'Time of a call'
const RATIO = `${grantline.name} ÷ it`

const HUNDRED =
  'A hundred scopes are the most that Grantline writes and reads; these tokens take 6.3 KB.'
const ONE_CLAIM =
  'The size is that of one claim of the caller, a text, beside one scope; 8 KB (8192 bytes) is the largest token that a verifier of Grantline looks at by default.'

const answer = defineCapability('client:incoming', { clientName: exact() })

/** How minting grows with what is granted. */
export const mintByScopes: Scenario = {
  name: 'grow-mint-scopes',
  section: 'tokens',
  title: 'Minting more scopes, HS256',
  about: 'scopes made in the call; peers make their text with encodeURIComponent',
  differs: [HUNDRED],
  plots: [linesOf('Minting more scopes', 'scopes')],
  run: (effort) => grow(SCOPES, mintingScopes, effort),
}

/** How minting grows with the token. */
export const mintBySize: Scenario = {
  name: 'grow-mint-size',
  section: 'tokens',
  title: 'Minting longer tokens, HS256',
  about: 'one scope, and one claim that fills the token up',
  differs: [ONE_CLAIM],
  plots: [linesOf('Minting longer tokens', 'KB of a token')],
  run: (effort) => grow(KILOBYTES, mintingBytes, effort),
}

/** How verifying grows with what is granted. */
export const verifyByScopes: Scenario = {
  name: 'grow-verify-scopes',
  section: 'tokens',
  title: 'Verifying more scopes, HS256',
  about: `without cache, ${DISTINCT} tokens in turn, every scope another one`,
  differs: [HUNDRED, 'Only Grantline reads the scopes; "scopes read" also counts them.'],
  plots: [linesOf('Verifying more scopes', 'scopes')],
  run: (effort) => grow(SCOPES, verifyingScopes, effort),
}

/** How verifying grows with the token. */
export const verifyBySize: Scenario = {
  name: 'grow-verify-size',
  section: 'tokens',
  title: 'Verifying longer tokens, HS256',
  about: 'without cache, one token with one scope, and one claim that fills it up',
  differs: [ONE_CLAIM],
  plots: [linesOf('Verifying longer tokens', 'KB of a token')],
  run: (effort) => grow(KILOBYTES, verifyingBytes, effort),
}

function linesOf(title: string, x: string): Plot {
  return { kind: 'lines', table: TIME, title, x, y: 'µs', isLogarithmic: true }
}

async function grow(
  sizes: readonly number[],
  contendersAt: (size: number, keys: Keys) => Promise<Contenders>,
  { tokens }: Effort,
): Promise<readonly Figure[]> {
  const keys = makeKeys('HS256')
  const figures: Figure[] = []
  for (const size of sizes) {
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const contenders = await contendersAt(size, keys)
    // oxlint-disable-next-line no-await-in-loop -- measured one after the other
    const result = await runPaired(contenders, tokens.growth)
    const column = String(size)
    for (const { name, differs } of contenders) {
      const value = spreadOf(samplesOf(result, name))
      const note = size === sizes[0] && differs !== undefined ? { note: differs } : {}
      const cell = { table: TIME, row: name, column }
      figures.push({ name: `${name}, ${column}`, unit: 'µs', value, cell, ...note })
      if (name.startsWith(grantline.name)) continue
      figures.push({
        name: `${grantline.name} / ${name}, ${column}`,
        unit: '×',
        value: ratioOf(result, grantline.name, name),
        cell: { table: RATIO, row: name, column },
      })
    }
  }
  return figures
}

/** The users of a turn, each of whom may be called. */
function usersOf(turn: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${turn}-${index}`)
}

/** As somebody without Grantline would write it. */
function scopeTextOf(users: readonly string[]): string {
  return users
    .map((user) => `scope:client:incoming?clientName=${encodeURIComponent(user)}`)
    .join(' ')
}

/** Minting so many scopes. */
export async function mintingScopes(count: number, keys: Keys): Promise<Contenders> {
  const minter = await grantlineMinter(keys)
  const sets = Array.from({ length: 64 }, (_, turn) => usersOf(turn, count))
  const users = (turn: number): readonly string[] => sets[turn % sets.length] ?? []
  const grant = (turn: number) => users(turn).map((clientName) => answer({ clientName }))
  const held = grant(0)
  const others = PEERS.map(async (peer): Promise<Contender> => {
    const { writing } = await mintOf(peer, keys)
    return { name: peer.name, run: (turn) => writing?.({}, scopeTextOf(users(turn))) }
  })
  return [
    {
      name: grantline.name,
      run: (turn) => minter.mint({ subject: 'alice', capabilities: grant(turn) }),
    },
    {
      name: `${grantline.name}, capabilities held`,
      run: () => minter.mint({ subject: 'alice', capabilities: held }),
      differs: 'made before the call, as those of a fixed role',
    },
    ...(await Promise.all(others)),
  ]
}

/** Minting a token of about so many kilobytes. */
export async function mintingBytes(kilobytes: number, keys: Keys): Promise<Contenders> {
  const minter = await grantlineMinter(keys)
  const capabilities = [answer({ clientName: 'alice' })]
  const scope = scopeTextOf(['alice'])
  const { note } = filledTo(kilobytes, keys)
  const others = PEERS.map(async (peer): Promise<Contender> => {
    const { writing } = await mintOf(peer, keys)
    return { name: peer.name, run: () => writing?.({ note }, scope) }
  })
  return [
    {
      name: grantline.name,
      run: () => minter.mint({ subject: 'alice', capabilities, claims: { note } }),
      differs: 'looks through the claims of the caller, for what JSON would drop',
    },
    ...(await Promise.all(others)),
  ]
}

/** Verifying tokens of so many scopes. */
export function verifyingScopes(count: number, keys: Keys): Promise<Contenders> {
  const tokens = Array.from({ length: DISTINCT }, (_, turn) =>
    signToken(keys, headerFor(keys), claimsWith(scopeTextOf(usersOf(turn, count)), `id-${turn}`)),
  )
  return verifying(tokens, keys)
}

/** Verifying a token of exactly so many kilobytes, or of one byte less. */
export function verifyingBytes(kilobytes: number, keys: Keys): Promise<Contenders> {
  return verifying([filledTo(kilobytes, keys).token], keys)
}

async function verifying(made: readonly string[], keys: Keys): Promise<Contenders> {
  const tokens = made.map(asReceived)
  const nth = (turn: number): string => tokens[turn % tokens.length] ?? ''
  const verifier = await grantlineVerifier(keys)
  const others = PEERS.map(async (peer): Promise<Contender> => {
    const { verify } = await checkOf(peer, keys)
    return { name: peer.name, run: (turn) => verify(nth(turn)) }
  })
  return [
    { name: grantline.name, run: (turn) => verifier.verify(nth(turn)) },
    {
      name: `${grantline.name}, scopes read`,
      run: async (turn) => (await verifier.verify(nth(turn))).capabilities.length,
    },
    ...(await Promise.all(others)),
  ]
}

/** A token of so many kilobytes, or as few bytes less as base64url can make it, and what fills it. */
export function filledTo(kilobytes: number, keys: Keys): { note: string; token: string } {
  const most = kilobytes * 1024
  const tokenWith = (length: number): string => {
    const claims = { ...claimsWith(scopeTextOf(['alice'])), note: 'n'.repeat(length) }
    return signToken(keys, headerFor(keys), claims)
  }
  let length = Math.max(0, Math.floor(((most - tokenWith(0).length) * 3) / 4))
  while (tokenWith(length + 1).length <= most) length += 1
  return { note: 'n'.repeat(length), token: tokenWith(length) }
}
