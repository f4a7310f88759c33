import { parseScopes } from '@grantline/core'
import { base64url, makeKeys, type Keys } from '../../keys.ts'
import { ratioOf, runPaired, samplesOf, type Contender } from '../../measure/paired.ts'
import { spreadOf } from '../../measure/statistics.ts'
import { compareAsText, floor, signatureBy, verificationBy } from '../../peers/floor.ts'
import { grantline } from '../../peers/grantline.ts'
import { bareVerification } from '../../peers/node-crypto.ts'
import { checkOf, mintOf } from '../../peers/peer.ts'
import type { Effort, Figure, Scenario } from '../../scenario.ts'
import { AUDIENCE, claimsWith, headerFor, ISSUER, oneToken, twoScopes } from '../../work.ts'
import { asReceived } from './as-received.ts'

/** Each does what the one before does, and one thing more. */
type Ladder = readonly Contender[]

const HOW_TO_READ =
  'Each row does what the rows above it do and one thing more, written by hand but for the last; "adds" is what that takes.'

/** Minting, from the signature up. */
export const mintSteps: Scenario = {
  name: 'steps-mint',
  section: 'tokens',
  title: 'Minting, step by step',
  about: 'HS256, two capabilities',
  differs: [HOW_TO_READ],
  run: async (effort) => climb(await mintLadder(), 'HS256', effort),
}

/** Verifying, from the signature up. */
export const verifySteps: Scenario = {
  name: 'steps-verify',
  section: 'tokens',
  title: 'Verifying, step by step',
  about: 'one token without cache',
  differs: [
    HOW_TO_READ,
    'The last row holds the strict reading of header and JSON, the types of all claims, and the frozen grant.',
  ],
  run: async (effort) => [
    ...(await climb(await verifyLadder('HS256'), 'HS256', effort)),
    ...(await climb(await verifyLadder('ES256'), 'ES256', effort)),
  ],
}

async function climb(ladder: Ladder, table: string, { tokens }: Effort): Promise<Figure[]> {
  const result = await runPaired(ladder, tokens.steps)
  const whole = ladder.at(-1)?.name ?? ''
  return ladder.flatMap(({ name }, step): Figure[] => {
    const before = ladder[step - 1]?.name
    const times = samplesOf(result, name)
    const less = before === undefined ? [] : samplesOf(result, before)
    const share = ratioOf(result, name, whole)
    const cell = (column: string) => ({ cell: { table, row: name, column } })
    return [
      { name, unit: 'µs', value: spreadOf(times), ...cell('time') },
      {
        name: `${name}, adds`,
        unit: 'µs',
        value: spreadOf(times.map((time, round) => time - (less[round] ?? 0))),
        ...cell('adds'),
      },
      {
        name: `${name}, of the whole`,
        unit: '%',
        value: {
          ...share,
          median: share.median * 100,
          q1: share.q1 * 100,
          q3: share.q3 * 100,
          max: share.max * 100,
        },
        ...cell('of the whole'),
      },
    ]
  })
}

/** The steps of minting; each answers with what the next would go on with. */
export async function mintLadder(): Promise<Ladder> {
  const keys = makeKeys('HS256')
  const header = base64url(JSON.stringify(headerFor(keys)))
  const claims = claimsWith(twoScopes('alice'))
  const signed = signatureBy(keys)
  const input = asReceived(`${header}.${base64url(JSON.stringify(claims))}`)
  const write = (payload: object): string => {
    const text = `${header}.${base64url(JSON.stringify(payload))}`
    return `${text}.${signed(text)}`
  }
  const byHand = await mintOf(floor, keys)
  const ours = await mintOf(grantline, keys)
  return [
    { name: 'the signature', run: () => signed(input) },
    { name: '+ the claims as JSON and base64url', run: () => write(claims) },
    { name: '+ the time and a random id', run: () => byHand.held() },
    { name: '+ a promise', run: async () => byHand.held() },
    { name: '+ the request checked, the answer made: Grantline', run: () => ours.held() },
    { name: '+ two capabilities made in the call', run: (turn) => ours.fresh(turn) },
  ]
}

/** The steps of verifying; each answers with what the next goes on with. */
export async function verifyLadder(alg: 'HS256' | 'ES256'): Promise<Ladder> {
  const keys = makeKeys(alg)
  const token = asReceived(oneToken(keys))
  const holds = signatureCheck(keys)
  const bare = bareCheck(keys, token)
  const signature = (): string => {
    const last = token.lastIndexOf('.')
    if (!holds(token.slice(0, last), token.slice(last + 1))) throw new Error('signature')
    return token.slice(token.indexOf('.') + 1, last)
  }
  const decoded = (): string => Buffer.from(signature(), 'base64url').toString()
  const exact = (): string => {
    const segment = signature()
    const bytes = Buffer.from(segment, 'base64url')
    if (bytes.toString('base64url') !== segment) throw new Error('spelling')
    return bytes.toString()
  }
  const checked = (): { readonly scope: string } => {
    const claims = JSON.parse(exact())
    if (claims.iss !== ISSUER || claims.aud !== AUDIENCE) throw new Error('issuer or audience')
    if (claims.exp <= Date.now() / 1000) throw new Error('expired')
    return claims
  }
  const scopes = (): unknown => parseScopes(checked().scope)
  const ours = await checkOf(grantline, keys)
  return [
    { name: 'the signature', run: bare },
    { name: '+ the token cut into pieces', run: signature },
    { name: '+ the payload decoded', run: decoded },
    { name: '+ and seen to have one spelling', run: exact },
    { name: '+ its JSON parsed', run: () => JSON.parse(exact()) },
    { name: '+ issuer, audience and end', run: checked },
    { name: '+ the scopes read', run: scopes },
    { name: '+ a promise', run: async () => scopes() },
    { name: '+ all else: Grantline', run: () => ours.verify(token) },
  ]
}

/** The signature alone, of what is cut out already. */
function bareCheck(keys: Keys, token: string): () => boolean {
  if (keys.alg !== 'HS256') return bareVerification(keys, token)
  const last = token.lastIndexOf('.')
  const input = asReceived(token.slice(0, last))
  const signature = asReceived(token.slice(last + 1))
  const isSame = compareAsText(keys.verifying)
  return () => isSame(input, signature)
}

function signatureCheck(keys: Keys): (input: string, signature: string) => boolean {
  if (keys.alg === 'HS256') return compareAsText(keys.verifying)
  return verificationBy(keys)
}
