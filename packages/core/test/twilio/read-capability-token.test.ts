import { describe, expect, test } from 'vitest'
import { memoryRevocationStore } from '../../src/index.ts'
import type { TokenErrorReason } from '../../src/index.ts'
import {
  CapabilityToken,
  clientIncoming,
  clientOutgoing,
  clientPresence,
  eventStream,
  readCapabilityToken,
  twilioVerifier,
  type ReadCapabilityTokenOptions,
} from '../../src/twilio.ts'
import { readLines } from '../fixtures/read-lines.ts'
import { rawToken } from '../token/raw-token.ts'

interface Line {
  readonly lib: string
  readonly case: string
  readonly now: number
  readonly secret: string
  readonly token: string
  readonly expect: { readonly scopes: readonly object[]; readonly rejected: readonly object[] }
}

const NOW = 1_700_000_000
const clock = (): number => NOW
const account = { accountSid: 'AC123', authToken: 'secret', clock }
const HEADER = { typ: 'JWT', alg: 'HS256' }
const CLAIMS = { scope: 'scope:client:incoming?clientName=Alice', iss: 'AC123', exp: NOW + 60 }

const lines = readLines<Line>('twilio/dialects.jsonl')
const ended = lines.filter(({ case: name }) => name === 'ttl-negative')
const endedNow = lines.filter(({ lib, case: name }) => name === 'ttl-0' && /py|ruby/.test(lib))
const withoutSecret = lines.filter(({ secret }) => secret === '')
const readable = lines.filter((line) => ![...ended, ...endedNow, ...withoutSecret].includes(line))

describe('what other libraries wrote', () => {
  test.each(readable)('is read: $lib $case', async (line) => {
    const { capabilities, rejected } = await readCapabilityToken(line.token, {
      authToken: line.secret,
      clock: () => line.now,
    })
    const read = JSON.parse(JSON.stringify({ scopes: capabilities, rejected }))
    expect(read).toEqual(line.expect)
  })

  test.each([...ended, ...endedNow])('is refused once it has ended: $lib $case', async (line) => {
    const reading = readCapabilityToken(line.token, {
      authToken: line.secret,
      clock: () => line.now,
    })
    await expect(reading).rejects.toMatchObject({ code: 'expired_token', reason: 'expired' })
  })

  test.each(withoutSecret)('is not read with an empty auth token: $lib', async (line) => {
    const reading = readCapabilityToken(line.token, { authToken: line.secret })
    await expect(reading).rejects.toThrow(TypeError)
    await expect(reading).rejects.toThrow(/"authToken"/)
  })

  test('covers every line', () => {
    expect(readable.length + ended.length + endedNow.length + withoutSecret.length).toBe(327)
    expect([ended.length, endedNow.length, withoutSecret.length]).toEqual([4, 2, 2])
  })
})

describe('the four definitions on what was read', () => {
  const tokenOf = (lib: string, name: string): string =>
    lines.find((line) => line.lib === lib && line.case === name)?.token ?? ''

  test('client names and applications are found, whatever the dialect', async () => {
    for (const lib of ['ruby-old', 'py-old', 'node-old-simple', 'node-new']) {
      const grant = await readCapabilityToken(tokenOf(lib, 'name-space'), account)
      expect(grant.find(clientIncoming)).toEqual([{ clientName: 'Alice Smith' }])
      expect(grant.find(clientOutgoing)).toEqual([{ appSid: 'AP123', clientName: 'Alice Smith' }])
      expect(grant.allows(clientOutgoing, { appSid: 'AP123' })).toBe(true)
      expect(grant.allows(clientOutgoing, { appSid: 'AP124' })).toBe(false)
    }
  })

  test('the path of an event stream may be raw, its filters under either name', async () => {
    const path = '/2010-04-01/Events'
    const ours = await new CapabilityToken(account).allowEventStream({ type: 'call' }).generate()
    const theirs = tokenOf('node-new', 'events-filter')
    const grants = [await readCapabilityToken(ours, account)]
    grants.push(await readCapabilityToken(theirs, account))
    expect(grants.map((grant) => grant.find(eventStream))).toEqual([
      [{ path, params: { type: 'call' } }],
      [{ path, appParams: { type: 'call' } }],
    ])
    expect(grants.every((grant) => grant.allows(eventStream, { path }))).toBe(true)
  })

  test('empty parameters of newer libraries do not spoil a scope', async () => {
    const grant = await readCapabilityToken(tokenOf('node-new', 'params-empty-object'), account)
    expect(grant.scope).toMatch(/appParams=$/)
    expect(grant.find(clientOutgoing)).toEqual([{ appSid: 'AP123', appParams: {} }])
    expect(grant.allows(clientOutgoing, { appSid: 'AP123' })).toBe(true)
  })

  test('presence is read as it was switched', async () => {
    const token = await new CapabilityToken(account).disablePresenceEvents().generateToken()
    const grant = await readCapabilityToken(token, account)
    expect(grant.find(clientPresence)).toEqual([{ enabled: 'False' }])
  })

  test('a scope that cannot be read takes nothing from those beside it', async () => {
    const scope =
      'scope:client:outgoing?appSid=AP1&appParams=a%3D1&b%3D2 scope:client:incoming?clientName=Bob'
    for (const verify of [
      (token: string) => readCapabilityToken(token, account),
      (token: string) => twilioVerifier(account).verify(token),
    ]) {
      const grant = await verify(tokenWith({}, { scope }))
      expect(grant.rejected).toEqual([{ index: 0, reason: 'key' }])
      expect(grant.find(clientOutgoing)).toEqual([])
      expect(grant.find(clientIncoming)).toEqual([{ clientName: 'Bob' }])
    }
  })

  test('a token without scopes is good and grants nothing', async () => {
    const token = await new CapabilityToken(account).generateToken()
    const grant = await readCapabilityToken(token, account)
    expect(grant).toMatchObject({ scope: '', capabilities: [], rejected: [], issuer: 'AC123' })
  })
})

async function reasonOf(
  token: string,
  options: Partial<ReadCapabilityTokenOptions> = {},
): Promise<TokenErrorReason | undefined> {
  return readCapabilityToken(token, { ...account, ...options }).then(
    () => undefined,
    (error: { readonly reason: TokenErrorReason }) => error.reason,
  )
}

const tokenWith = (header: object, claims: object): string =>
  rawToken({ ...HEADER, ...header }, { ...CLAIMS, ...claims }, account.authToken)

describe('a token is refused', () => {
  const good = tokenWith({}, {})
  const [head = '', body = '', signature = ''] = good.split('.')
  const [, other = ''] = tokenWith({}, { exp: NOW + 3600 }).split('.')

  test('never without a reason: the one that the others are bent from is fine', async () => {
    expect(await reasonOf(good)).toBeUndefined()
    expect(await reasonOf(tokenWith({}, { iat: NOW, nbf: NOW }))).toBeUndefined()
  })

  test.each([
    ['another auth token', good, { authToken: 'secret2' }, 'signature'],
    ['another account', good, { accountSid: 'AC124' }, 'issuer'],
    ['an account in another case', good, { accountSid: 'ac123' }, 'issuer'],
    ['no issuer', tokenWith({}, { iss: undefined }), { accountSid: undefined }, 'issuer'],
    ['the second it ends', good, { clock: () => NOW + 60 }, 'expired'],
    ['no end', tokenWith({}, { exp: undefined }), {}, 'claim'],
    ['an end that is null', tokenWith({}, { exp: null }), {}, 'claim'],
    ['an end in words', tokenWith({}, { exp: 'never' }), {}, 'claim'],
    ['an end that is no whole number in text', tokenWith({}, { exp: '17e8' }), {}, 'claim'],
    [
      'an end in text beside a bad claim',
      tokenWith({}, { exp: String(NOW + 60), sub: 5 }),
      {},
      'claim',
    ],
    ['an end in text, once it is reached', tokenWith({}, { exp: String(NOW) }), {}, 'expired'],
    ['a start ahead', tokenWith({}, { nbf: NOW + 1 }), {}, 'not_yet_valid'],
    ['a bent signature', `${head}.${body}.${signature.slice(1)}A`, {}, 'signature'],
    ['another payload', `${head}.${other}.${signature}`, {}, 'signature'],
    ['no algorithm', tokenWith({ alg: 'none' }, {}), {}, 'algorithm'],
    ['another hash', tokenWith({ alg: 'HS512' }, {}), {}, 'algorithm'],
    ['a key of another name', tokenWith({ kid: 'k' }, {}), {}, 'key'],
    ['no scope claim, as in a TaskRouter token', tokenWith({}, { scope: undefined }), {}, 'claim'],
    ['a token of another type', tokenWith({ typ: 'capability+jwt' }, {}), {}, 'type'],
    ['an access token’s header', tokenWith({ cty: 'twilio-fpa;v=1' }, {}), {}, 'type'],
    ['a key that it is bound to', tokenWith({}, { cnf: { jkt: 'x' } }), {}, 'binding'],
    ['an audience', tokenWith({}, { aud: 'somebody' }), {}, 'audience'],
    ['no token', 'abc', {}, 'malformed'],
    ['no end of it', good + 'A'.repeat(8192), {}, 'too_large'],
  ] as const)('for %s', async (_what, token, options, reason) => {
    expect(await reasonOf(token, options as Partial<ReadCapabilityTokenOptions>)).toBe(reason)
  })

  test.each([
    ['a header without a type, as Ruby 3 with a newer gem', { typ: undefined }, {}],
    ['a content type of JWT, as some versions for .NET', { cty: 'JWT' }, {}],
    ['an end in text, as Java 3 to 6', {}, { exp: String(NOW + 60) }],
  ])('not for %s writes it', async (_what, header, claims) => {
    const token = tokenWith(header, claims)
    expect(await reasonOf(token)).toBeUndefined()
    expect(await readCapabilityToken(token, account)).toMatchObject({
      expiresAt: NOW + 60,
      claims: { ...CLAIMS, ...claims },
    })
  })
})

describe('settings', () => {
  test.each([
    ['no auth token', { authToken: undefined }, /"authToken"/],
    ['an empty auth token', { authToken: '' }, /"authToken"/],
    ['the text of a key', { authToken: '-----BEGIN PUBLIC KEY-----' }, /text of a key/],
    ['an auth token that has no bytes', { authToken: '\uD800' }, /surrogate/],
    ['an empty account', { accountSid: '' }, /"accountSid"/],
    ['a clock that is none', { clock: 5 }, /"clock"/],
    ['a misspelt option', { acountSid: 'AC1' }, /unknown option "acountSid"/],
  ])('with %s are a TypeError', async (_what, options, message) => {
    const wrong = { ...account, ...options } as never
    const reading = readCapabilityToken('a.b.c', wrong)
    await expect(reading).rejects.toThrow(TypeError)
    await expect(reading).rejects.toThrow(message)
    await expect(reading).rejects.toThrow(/^readCapabilityToken: /)
    expect(() => twilioVerifier(wrong)).toThrow(TypeError)
    expect(() => twilioVerifier(wrong)).toThrow(message)
    expect(() => twilioVerifier(wrong)).toThrow(/^twilioVerifier: /)
  })

  test('of a verifier name the account and take a revocation store only', () => {
    expect(() => twilioVerifier({ authToken: 'secret' } as never)).toThrow(/"accountSid"/)
    expect(() => twilioVerifier({ ...account, revocation: {} as never })).toThrow(/"revocation"/)
  })

  test('whose clock tells no time refuse every token', async () => {
    const token = await new CapabilityToken(account).generateToken()
    const verifier = twilioVerifier({ ...account, clock: () => Number.NaN })
    expect(await verifier.check(token)).toMatchObject({ error: { code: 'verifier_unavailable' } })
  })
})

describe('a verifier', () => {
  test('verifies again and again, and hears of the end of a token it knows', async () => {
    let now = NOW
    const verifier = twilioVerifier({ ...account, clock: () => now })
    const token = await new CapabilityToken(account).allowClientIncoming('A').generateToken(60)
    const first = await verifier.verify(token)
    expect(await verifier.verify(token)).toBe(first)
    now += 60
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'expired_token' })
  })

  test('asks a revocation store, which finds a token by the names it was given', async () => {
    let now = NOW
    const wall = (): number => (now += 0.001)
    const revocation = memoryRevocationStore({ clock: wall })
    const verifier = twilioVerifier({ ...account, clock: wall, revocation })
    const tokenOf = (session: string): Promise<string> =>
      new CapabilityToken({ ...account, clock: wall }).addClaim('sid', session).generateToken()
    const [one, two] = [await tokenOf('one'), await tokenOf('two')]
    await revocation.revoke({ level: 'session', value: 'one', expiresAt: now + 3600 })
    expect(await verifier.check(one)).toMatchObject({ error: { code: 'revoked_token' } })
    expect(await verifier.check(two)).toMatchObject({ ok: true, grant: { session: 'two' } })
  })
})
