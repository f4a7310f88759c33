import { describe, expect, test } from 'vitest'
import { TokenError, type TokenErrorReason } from '../../../src/errors.ts'
import { videoGrant } from '../../../src/twilio/access/access-grants.ts'
import {
  readAccessToken,
  type ReadAccessTokenOptions,
} from '../../../src/twilio/access/read-access-token.ts'
import { CapabilityToken } from '../../../src/twilio/capability-token.ts'
import { accessLines, taskRouterLines } from './access-lines.ts'
import { access, addAll, NOW, read, signed } from './access-samples.ts'

async function reasonOf(token: string, options: object = {}): Promise<TokenErrorReason> {
  const error: unknown = await read(token, options).catch((thrown: unknown) => thrown)
  if (error instanceof TokenError) return error.reason
  throw new Error('no TokenError', { cause: error })
}

describe('tokens of the Node library', () => {
  const readable = accessLines.flatMap((line) =>
    line.token === undefined ? [] : [{ ...line, token: line.token }],
  )

  test.each(readable)('$case is read', async ({ token, secret, now, ...line }) => {
    const { accountSid, keySid } = line
    const contents = await readAccessToken(token, { secret, accountSid, keySid, clock: () => now })
    expect(contents).toMatchObject({ accountSid, keySid, id: 'SK123-1700000000', issuedAt: now })
    expect(contents.identity).toBe(line.identity)
    expect(contents.region).toBe(line.opts.region === '' ? undefined : line.opts.region)
    expect(contents.notBefore).toBe(line.opts.nbf)
    expect(contents.claims).toEqual(line.payload)
  })

  const whole = readable.filter((line) => !['chat-empty', 'sync-empty'].includes(line.case))
  test.each(whole)('what $case grants can be granted again', async ({ token, payload }) => {
    const { identity, grants } = await read(token)
    const again = await read(await addAll(access({ identity }), grants).toJwt())
    expect(again.claims['grants']).toEqual(payload.grants)
  })

  test.each(readable)('$case ends when it expires, and not before', async ({ token }) => {
    const { expiresAt } = await read(token)
    expect(await reasonOf(token, { clock: () => expiresAt })).toBe('expired')
    expect((await read(token, { clock: () => expiresAt - 0.001 })).expiresAt).toBe(expiresAt)
  })

  test.each(taskRouterLines)('$case, of TaskRouter, is another kind of token', async (line) => {
    expect(await reasonOf(line.token ?? '')).toBe('type')
  })
})

describe('a token is refused', () => {
  test('under another secret', async () => {
    expect(await reasonOf(await access().toJwt(), { secret: 'Secret' })).toBe('signature')
  })

  test('of another account or another API key', async () => {
    const token = await access().toJwt()
    expect(await reasonOf(token, { accountSid: 'AC124' })).toBe('issuer')
    expect(await reasonOf(token, { keySid: 'SK124' })).toBe('issuer')
    expect(await read(token, { accountSid: 'AC123', keySid: 'SK123' })).toMatchObject({
      accountSid: 'AC123',
      keySid: 'SK123',
    })
  })

  test('before its time', async () => {
    const token = await access({ notBefore: NOW + 10 }).toJwt()
    expect(await reasonOf(token, { clock: () => NOW + 9.9 })).toBe('not_yet_valid')
    expect(await read(token, { clock: () => NOW + 10 })).toMatchObject({ notBefore: NOW + 10 })
  })

  test('without a time to go by', async () => {
    expect(await reasonOf(await access().toJwt(), { clock: () => Number.NaN })).toBe('unavailable')
  })

  test('with one byte changed, wherever it is', async () => {
    const token = await access()
      .addGrant(videoGrant({ room: 'r' }))
      .toJwt()
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const error = await read(token.slice(0, at) + other + token.slice(at + 1)).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toMatchObject({ name: 'TokenError', code: 'invalid_token' })
    }
  })

  test('if it is a classic capability token of the same secret', async () => {
    const classic = await new CapabilityToken({
      accountSid: 'AC123',
      authToken: 'secret',
      clock: () => NOW,
    })
      .addClaim('grants', { identity: 'alice' })
      .addClaim('sub', 'AC123')
      .generateToken()
    expect(await reasonOf(classic)).toBe('type')
  })

  test.each(['HS256', 'HS384', 'HS512'])(
    'unless %s signed where that is asked for',
    async (alg) => {
      const token = await access({ algorithm: alg }).toJwt()
      expect((await read(token, { algorithm: alg })).identity).toBe('alice')
      for (const other of ['HS256', 'HS384', 'HS512'].filter((one) => one !== alg)) {
        expect(await reasonOf(token, { algorithm: other })).toBe('algorithm')
      }
    },
  )

  test('if it says that nothing signed it', async () => {
    const [, payload = ''] = signed({}).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', cty: 'twilio-fpa;v=1' }))
    expect(await reasonOf(`${header.toString('base64url')}.${payload}.AA`)).toBe('algorithm')
  })

  test.each<[what: string, claims: object, reason: TokenErrorReason]>([
    ['no grants', { grants: undefined }, 'claim'],
    ['grants that are null', { grants: null }, 'claim'],
    ['grants that are a list', { grants: [{ voice: {} }] }, 'claim'],
    ['grants that are text', { grants: '{}' }, 'claim'],
    ['no sub', { sub: undefined }, 'claim'],
    ['a sub that is null', { sub: null }, 'claim'],
    ['a sub that is a list', { sub: ['AC123'] }, 'claim'],
    ['an identity that is a fraction', { grants: { identity: 0.5 } }, 'claim'],
    ['an identity that is too large a number', { grants: { identity: 2 ** 53 } }, 'claim'],
    ['an identity that is null', { grants: { identity: null } }, 'claim'],
    ['an identity that is a list', { grants: { identity: ['alice'] } }, 'claim'],
    ['no exp', { exp: undefined }, 'claim'],
    ['no iss', { iss: undefined }, 'issuer'],
    ['a key to prove', { cnf: { jkt: 'x' } }, 'binding'],
  ])('that has %s', async (_what, claims, reason) => {
    expect(await reasonOf(signed(claims))).toBe(reason)
  })

  test.each([
    ['another content type', { cty: 'twilio-fpa;v=2' }],
    ['no content type', { cty: undefined }],
    ['another type', { typ: 'at+jwt' }],
  ])('whose header has %s', async (_what, header) => {
    expect(await reasonOf(signed({}, header))).toBe('type')
  })
})

describe('the options', () => {
  test.each([
    ['secret', undefined],
    ['secret', ''],
    ['secret', '\uD800'],
    ['keySid', ''],
    ['keySid', 'AC123'],
    ['accountSid', 'SK123'],
    ['accountSid', null],
    ['algorithm', 'none'],
    ['algorithm', 'RS256'],
    ['clock', 5],
    ['authToken', 'secret'],
  ])('are refused where "%s" is %j', async (option, value) => {
    const reading = read(signed({}), { [option]: value })
    await expect(reading).rejects.toThrow(TypeError)
    await expect(reading).rejects.toThrow(/^readAccessToken: /)
    await expect(reading).rejects.toThrow(`"${option}"`)
  })

  test('must be given', async () => {
    await expect(
      readAccessToken(signed({}), undefined as unknown as ReadAccessTokenOptions),
    ).rejects.toThrow(TypeError)
  })

  test('a token that is none is malformed', async () => {
    expect(await reasonOf('')).toBe('malformed')
    expect(await reasonOf(undefined as never)).toBe('malformed')
    expect(await reasonOf(`${'a'.repeat(9000)}.b.c`)).toBe('too_large')
  })
})
