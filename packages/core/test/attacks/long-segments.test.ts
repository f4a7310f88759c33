import { expect, test } from 'vitest'
import { createMinter, importKey } from '../../src/index.ts'
import { testJwk } from '../fixtures/read-keys.ts'
import { encode, handMade, HEADER, NOW, verdict, worldOf } from './hand.ts'

// Class: what was decoded for one token is read for another (CWE-226, a shared buffer that is used
// again). Source: RFC 7519 §7.2: the claims are those of the message whose signature is checked.

const limits = { maxTokenBytes: 200_000 }
const claims = { iss: 'issuer', sub: 'alice', exp: NOW + 60, jti: 'id', scope: '' }

test.each([8, 4000, 8200, 12_100, 12_250, 14_000, 16_200, 16_400, 20_000, 60_000])(
  'a token whose payload is padded with %i characters says what it says',
  async (length) => {
    const { verifier, control } = await worldOf('HS256', limits)
    const token = handMade(HEADER, { ...claims, pad: 'x'.repeat(length) })
    expect(await verdict(verifier, control)).toBe('accepted')
    const result = await verifier.check(token)
    const pad = result.ok ? result.grant.claims['pad'] : result.error.reason
    expect(String(pad).length).toBe(length)
  },
)

test('the holder of one long token cannot have it read with claims of another making', async () => {
  const { verifier, control } = await worldOf('HS256', limits)
  const keys = await importKey({ alg: 'HS256', jwk: testJwk('HS256') })
  const minter = createMinter({ issuer: 'issuer', keys, clock: () => NOW })
  // Minted honestly, with a long name in characters of three bytes.
  const mintFor = async (name: string): Promise<string> =>
    (await minter.mint({ subject: 'alice', capabilities: [], claims: { name } })).token
  const bytesOf = (token: string): number =>
    Buffer.byteLength(token.split('.')[1] ?? '', 'base64url')
  const missing = 12_290 - bytesOf(await mintFor(''))
  const mine = await mintFor('\u3042'.repeat(Math.floor(missing / 3)) + 'x'.repeat(missing % 3))
  expect(bytesOf(mine)).toBe(12_290)

  // Not signed by anybody: its third part is the beginning of the claims that its sender would like.
  const wanted = `{"iss":"issuer","sub":"root","exp":${NOW + 9},"scope":"scope:admin:all","x":"`
  const spray = `${encode(HEADER)}.e30.${encode(wanted.padEnd(12_288, '-'))}`
  expect(await verdict(verifier, control)).toBe('accepted')
  expect(await verdict(verifier, spray)).toBe('signature')
  const result = await verifier.check(mine)
  expect(result.ok ? result.grant.subject : result.error.reason).toBe('alice')
})
