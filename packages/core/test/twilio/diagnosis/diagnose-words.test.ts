import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chatGrant, readAccessToken, voiceGrant } from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'
import { access, classic, diagnose, HEADER, KEY_SECRET, NOW, unseen } from './diagnosis-tokens.ts'

const allows = async (token: string): Promise<readonly string[]> => (await diagnose(token)).allows

describe('a scope of no kind that is known', () => {
  test('is said by its name and its parameters, each in quotes', async () => {
    expect(await allows(classic({ scope: 'scope:room:join?room=a%20b&n=1 scope:a:b' }))).toEqual([
      'use "room:join", with "room" = "a b" and "n" = "1"',
      'use "a:b"',
    ])
    const forged = 'scope:a:b?x=%22%2C%20receive%20calls'
    expect(await allows(classic({ scope: forged }))).toEqual([
      String.raw`use "a:b", with "x" = "\", receive calls"`,
    ])
  })

  test('may be longer once it is written again than any scope', async () => {
    const scope = `scope:a:b?x=${'('.repeat(2731)}`
    expect((await diagnose(classic({ scope }))).kind).toBe('capability')
  })

  test('is said whatever characters it is made of, up to the longest token', async () => {
    const scopes = fc
      .array(fc.tuple(fc.constantFrom('(', "'", '!', '*', '%28', '+', '~', 'a'), fc.nat(5900)), {
        minLength: 1,
        maxLength: 3,
      })
      .map((runs) => `scope:a:b?x=${runs.map(([text, n]) => text.repeat(n)).join('')}`)
    await fc.assert(
      fc.asyncProperty(scopes, async (scope) => {
        const { kind, text } = await diagnose(rawToken(HEADER, { scope }))
        expect(['capability', 'unknown']).toContain(kind)
        expect(text.length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })

  test.each(['[', '{"a":'])('is no matter how deep a claim is: %s', async (open) => {
    const deep = open.repeat(900) + '0' + (open === '[' ? ']' : '}').repeat(900)
    for (const claim of ['scope', 'policies', 'grants']) {
      const claims = [`{"${claim}":${deep}}`, `{"${claim}":[{"url":${deep}}]}`]
      const grants = [`{"grants":{"player":${deep}}}`, `{"grants":{"voice":{"outgoing":${deep}}}}`]
      for (const payload of [...claims, ...grants]) {
        expect((await diagnose(rawToken(HEADER, payload))).text).not.toBe('')
      }
    }
  })
})

describe('a grant of an access token', () => {
  test.each([
    ['a member that nobody knows', 'video', { rooms: 'only-this' }],
    ['a flag that is text', 'voice', { incoming: { allow: 'yes' } }],
    ['an application that is none', 'voice', { outgoing: { application_sid: 'AC1' } }],
    ['parameters for nobody', 'voice', { outgoing: { params: {} } }],
    ['no service', 'chat', {}],
    ['no service', 'data_sync', { endpoint_id: 'e' }],
    ['no worker', 'task_router', { workspace_sid: 'WS1' }],
    ['no object', 'player', 5],
    ['no object', 'video', null],
  ])('with %s is said to be one that cannot be read: %s', async (_what, name, grant) => {
    const token = access({ grants: { identity: 'a', [name]: grant } })
    const { grants } = await readAccessToken(token, { secret: KEY_SECRET, clock: () => NOW })
    expect(grants).toEqual({})
    expect(await allows(token)).toEqual([
      'be known as "a"',
      `use the grant "${name}", which cannot be read`,
    ])
    expect(await unseen(token)).toContainEqual(expect.stringMatching(/grant .* cannot be read/))
  })

  test('of no known name is said by its name, whatever it is', async () => {
    const token = access({ grants: { identity: 'a', rtc: {}, toString: 5, video: {} } })
    expect(await allows(token)).toEqual([
      'be known as "a"',
      'use the grant "rtc"',
      'use the grant "toString"',
      'join any room',
    ])
    expect(await unseen(token, { secret: KEY_SECRET })).toHaveLength(1)
  })

  test('is said in the order of the token, with what the reader reads', async () => {
    const voice = {
      outgoing: { application_sid: 'AP1', params: { a: 1 } },
      incoming: { allow: false },
    }
    expect(await allows(access({ grants: { chat: { service_sid: 'IS1' }, voice } }))).toEqual([
      'chat in "IS1"',
      'place calls through "AP1" with {"a":1}',
    ])
    expect([chatGrant({ serviceSid: 'IS1' }).kind, voiceGrant().kind]).toEqual(['chat', 'voice'])
  })
})

describe('what cannot be seen', () => {
  test.each([0x3164, 0x115f, 0x1160, 0xffa0, 0x2800, 0x034f, 0x200b, 0xfe0f])(
    'is spelt out: U+%s',
    async (point) => {
      const name = `A${String.fromCodePoint(point)}B`
      const scope = `scope:client:incoming?clientName=${encodeURIComponent(name)}`
      expect(await allows(classic({ scope }))).toEqual([
        `receive calls as "A\\u{${point.toString(16)}}B"`,
      ])
    },
  )

  test('is not a letter, a mark, a sign or a picture', async () => {
    const name = 'Zoë নমস্কার 東京 €5 👍 a-b'
    const scope = `scope:client:incoming?clientName=${encodeURIComponent(name)}`
    expect(await allows(classic({ scope }))).toEqual([`receive calls as "${name}"`])
  })
})
