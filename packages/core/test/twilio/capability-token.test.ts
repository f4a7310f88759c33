import { describe, expect, test } from 'vitest'
import { CapabilityToken, type CapabilityTokenOptions } from '../../src/twilio.ts'

const account = { accountSid: 'AC123123', authToken: 'secret' }
const builder = (options: CapabilityTokenOptions = {}): CapabilityToken =>
  new CapabilityToken({ ...account, clock: () => 1_700_000_000.9, ...options })

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

async function scopeOf(token: CapabilityToken): Promise<unknown> {
  return claimsOf(await token.generateToken())['scope']
}

describe('the examples of the old manuals', () => {
  test('Alice receives calls', async () => {
    expect(await scopeOf(builder().allowClientIncoming('Alice'))).toBe(
      'scope:client:incoming?clientName=Alice',
    )
  })

  test('calls go through AP123123 with Foo=Bar', async () => {
    expect(await scopeOf(builder().allowClientOutgoing('AP123123', { Foo: 'Bar' }))).toBe(
      'scope:client:outgoing?appSid=AP123123&appParams=Foo%3DBar',
    )
  })

  test('presence is switched off', async () => {
    expect(await scopeOf(builder().disablePresenceEvents())).toBe(
      'scope:client:presence?enabled=False',
    )
  })

  test('a token lives 600 seconds', async () => {
    const token = await builder().generateToken(600)
    expect(claimsOf(token)).toEqual({ scope: '', iss: 'AC123123', exp: 1_700_000_600 })
  })
})

describe('the client name of outgoing calls', () => {
  test('is the incoming one, whatever the order of calls', async () => {
    const outgoing = 'scope:client:outgoing?appSid=AP1&clientName=Alice'
    const incoming = 'scope:client:incoming?clientName=Alice'
    expect(await scopeOf(builder().allowClientIncoming('Alice').allowClientOutgoing('AP1'))).toBe(
      `${incoming} ${outgoing}`,
    )
    expect(await scopeOf(builder().allowClientOutgoing('AP1').allowClientIncoming('Alice'))).toBe(
      `${outgoing} ${incoming}`,
    )
  })

  test('is the last of several, and the explicit one before all', async () => {
    const token = builder()
      .allowClientIncoming('Alice')
      .allowClientOutgoing('AP1')
      .allowClientOutgoing('AP2', {}, { clientName: 'Carol' })
      .allowClientIncoming('Bob')
    expect(await scopeOf(token)).toBe(
      [
        'scope:client:incoming?clientName=Alice',
        'scope:client:outgoing?appSid=AP1&clientName=Bob',
        'scope:client:outgoing?appSid=AP2&clientName=Carol',
        'scope:client:incoming?clientName=Bob',
      ].join(' '),
    )
  })

  test.each(['', 'Alice Smith', 'a&b', 'é', 'a-b', 'a\n'])('refuses %j', (name) => {
    expect(() => builder().allowClientIncoming(name)).toThrow(TypeError)
    expect(() => builder().allowClientOutgoing('AP1', {}, { clientName: name })).toThrow(TypeError)
  })

  test.each(['', 5, null, undefined, ['Alice']])('is no %j, though any name is taken', (name) => {
    for (const anyClientName of [true, false]) {
      expect(() => builder({ anyClientName }).allowClientIncoming(name as string)).toThrow(
        /^allowClientIncoming: .* must be a non-empty string/,
      )
    }
  })

  test('may be anything where that is asked for, and injects nothing', async () => {
    const token = builder({ anyClientName: true }).allowClientIncoming('a&b=c scope:x:y')
    expect(await scopeOf(token)).toBe('scope:client:incoming?clientName=a%26b%3Dc%20scope%3Ax%3Ay')
    expect(await scopeOf(builder().allowClientIncoming('0'))).toBe(
      'scope:client:incoming?clientName=0',
    )
  })
})

describe('parameters', () => {
  test('numbers, booleans and lists become text; null and undefined are left out', async () => {
    const params = {
      n: 42,
      f: 1.5,
      yes: true,
      no: false,
      list: ['a', 1, null],
      gone: null,
      u: undefined,
    }
    expect(await scopeOf(builder().allowClientOutgoing('AP1', params))).toBe(
      `scope:client:outgoing?appSid=AP1&appParams=${encodeURIComponent('n=42&f=1.5&yes=true&no=false&list=a&list=1')}`,
    )
  })

  test('no parameters, no appParams', async () => {
    expect(await scopeOf(builder().allowClientOutgoing('AP1', { gone: null, none: [] }))).toBe(
      'scope:client:outgoing?appSid=AP1',
    )
  })

  test.each([
    ['a nested object', { a: { b: 'c' } }],
    ['a nested list', { a: [['b']] }],
    ['a number that is none', { a: Number.NaN }],
    ['a function', { a: () => 'b' }],
    ['a date', { a: new Date(0) }],
    ['a lone surrogate', { a: '\uD800' }],
    ['a parameter without a name', { '': 'a' }],
    ['a Map', new Map([['a', 'b']])],
    ['search parameters', new URLSearchParams('a=b')],
    ['a list', ['a']],
    ['a string', 'a=b'],
  ])('refuses %s', (_what, params) => {
    expect(() => builder().allowClientOutgoing('AP1', params as never)).toThrow(TypeError)
    expect(() => builder().allowEventStream(params as never)).toThrow(TypeError)
  })

  test('filters of the event stream are carried, the path is encoded', async () => {
    expect(await scopeOf(builder().allowEventStream())).toBe(
      'scope:stream:subscribe?path=%2F2010-04-01%2FEvents',
    )
    expect(await scopeOf(builder().allowEventStream({ Foo: 'Bar' }))).toBe(
      'scope:stream:subscribe?path=%2F2010-04-01%2FEvents&params=Foo%3DBar',
    )
  })

  test('an application needs a SID', () => {
    expect(() => builder().allowClientOutgoing('')).toThrow(/"appSid"/)
  })
})

describe('claims of one’s own', () => {
  test('stand before the token’s own', async () => {
    const token = await builder().addClaim('team', { name: 'x' }).addClaim('n', 0).generateToken()
    expect(Object.keys(claimsOf(token))).toEqual(['team', 'n', 'scope', 'iss', 'exp'])
  })

  test.each(['scope', 'iss', 'exp'])('cannot replace %s', (name) => {
    expect(() => builder().addClaim(name, 'x')).toThrow(/reserved/)
  })

  test.each([[undefined], [() => 1], [Number.NaN], [1n], [Symbol('x')]])(
    'cannot be what JSON has no word for: %s',
    (value) => {
      expect(() => builder().addClaim('x', value)).toThrow(/JSON/)
    },
  )

  test('are a snapshot: a later change of the object changes no token', async () => {
    const team = { name: 'x' }
    const token = builder().addClaim('team', team)
    team.name = 'y'
    expect(claimsOf(await token.generateToken())['team']).toEqual({ name: 'x' })
  })
})

describe('the life of a token', () => {
  test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 60])('refuses %d seconds', async (ttl) => {
    await expect(builder().generateToken(ttl)).rejects.toThrow(RangeError)
    await expect(builder().generate({ ttl })).rejects.toThrow(RangeError)
  })

  test('refuses more than a day, because Twilio does', async () => {
    await expect(builder().generateToken(86_401)).rejects.toThrow(/Twilio refuses/)
  })

  test.each([Number.NaN, Infinity])('is nothing a clock at %d can tell', async (now) => {
    await expect(builder({ clock: () => now }).generateToken()).rejects.toThrow(/"clock"/)
  })

  test('null is no life', async () => {
    await expect(builder().generate({ ttl: null as never })).rejects.toThrow(RangeError)
  })

  test('goes by ttl or by expires, not by both', async () => {
    const expOf = async (options: object): Promise<unknown> =>
      claimsOf(await builder().generate(options))['exp']
    expect(await expOf({})).toBe(1_700_003_600)
    expect(await expOf({ ttl: 60 })).toBe(1_700_000_060)
    expect(await expOf({ expires: 60 })).toBe(1_700_000_060)
    await expect(builder().generate({ ttl: 60, expires: 60 } as never)).rejects.toThrow(TypeError)
  })
})

describe('the builder', () => {
  test('is not changed by generating', async () => {
    const token = builder().allowClientOutgoing('AP1').allowClientIncoming('Alice')
    const first = await token.generateToken()
    expect(await token.generateToken()).toBe(first)
    await Promise.all([token.generateToken(), token.generateToken()])
    expect(await token.generateToken()).toBe(first)
  })

  test('shows nothing of the auth token', () => {
    expect(JSON.stringify(builder({ ...account, authToken: 'hidden' }))).not.toContain('hidden')
  })

  test.each([
    ['an empty auth token', { authToken: '' }],
    ['an empty account SID', { accountSid: '' }],
    ['a flag that is a word', { anyClientName: 'no' }],
    ['a clock that is a number', { clock: 5 }],
    ['a misspelt option', { acountSid: 'AC1' }],
  ])('refuses %s', (_what, options) => {
    expect(() => builder(options as CapabilityTokenOptions)).toThrow(TypeError)
    expect(() => builder().allowClientOutgoing('AP1', {}, options as never)).toThrow(TypeError)
  })
})

describe('a refusal names the call, what is wrong and the way out', () => {
  const one = builder()
  test.each<[RegExp, () => unknown]>([
    [/^CapabilityToken: unknown option "sid"/, () => builder({ sid: 'AC1' } as never)],
    [/^CapabilityToken: "accountSid" must/, () => builder({ accountSid: '' } as never)],
    [/^CapabilityToken: "authToken" must/, () => builder({ authToken: '' } as never)],
    [/^CapabilityToken: "authToken" holds a lone/, () => builder({ authToken: '\uD800' } as never)],
    [
      /^CapabilityToken: "authToken" is the text/,
      () => builder({ authToken: 'ssh-rsa AAAA' } as never),
    ],
    [/^CapabilityToken: "anyClientName" must/, () => builder({ anyClientName: 1 as never })],
    [/^CapabilityToken: "clock" must/, () => builder({ clock: 5 as never })],
    [
      /^allowClientIncoming: .* A-Z a-z 0-9 _ only; \{ anyClientName: true \}/,
      () => one.allowClientIncoming('a b'),
    ],
    [
      /^allowClientOutgoing: .* A-Z a-z 0-9 _ only; \{ anyClientName: true \}/,
      () => one.allowClientOutgoing('AP1', {}, { clientName: 'a b' }),
    ],
    [/^allowClientOutgoing: "appSid" must/, () => one.allowClientOutgoing('')],
    [
      /^allowClientOutgoing: unknown option "name"/,
      () => one.allowClientOutgoing('AP1', {}, { name: 'Alice' } as never),
    ],
    [
      /^allowClientOutgoing: the parameter "a" must be text, a finite number/,
      () => one.allowClientOutgoing('AP1', { a: {} as never }),
    ],
    [/^allowEventStream: the parameter "a" must/, () => one.allowEventStream({ a: Infinity })],
    [/^allowEventStream: .* a plain object/, () => one.allowEventStream([] as never)],
    [/^addClaim: "name" must be a non-empty string/, () => one.addClaim('', 1)],
    [/^addClaim: the claim "iss" is reserved/, () => one.addClaim('iss', 1)],
    [/^addClaim: "value" must .* JSON/, () => one.addClaim('x', undefined)],
  ])('%s', (message, call) => {
    expect(call).toThrow(TypeError)
    expect(call).toThrow(message)
  })

  test.each<[RegExp, () => Promise<string>]>([
    [/^generateToken: .* a positive whole number/, () => one.generateToken(0)],
    [/^generateToken: .*at most 86400/, () => one.generateToken(86_401)],
    [/^generate: unknown option "life"/, () => one.generate({ life: 1 } as never)],
    [
      /^generate: "expires" .* "ttl"; give one/,
      () => one.generate({ ttl: 1, expires: 1 } as never),
    ],
  ])('%s', async (message, call) => {
    await expect(call()).rejects.toThrow(message)
  })

  test('and changes nothing', async () => {
    expect(claimsOf(await one.generateToken())).toEqual({
      scope: '',
      iss: 'AC123123',
      exp: 1_700_003_600,
    })
  })
})
