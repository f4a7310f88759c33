import { describe, expect, test } from 'vitest'
import { defineCapability, exact } from '../../src/client.ts'
import { decodeToken } from '../../src/client/decode.ts'
import { createMinter } from '../../src/token/mint.ts'
import { generateKey } from '../../src/key/generate.ts'
import { unsignedJwt } from './jwt.ts'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const answer = defineCapability('client:incoming', { clientName: exact() })

describe('decodeToken', () => {
  test('reads what a minter wrote', async () => {
    const minter = createMinter({
      issuer: 'https://issuer.example',
      keys: await generateKey('HS256'),
    })
    const { token, scope, expiresAt } = await minter.mint({
      subject: 'alice',
      session: 'sess-1',
      capabilities: [dial({ appSid: 'AP1' }), answer({ clientName: 'Älice' })],
    })
    const { grant, exp } = decodeToken(token)
    expect(grant).toMatchObject({ scope, subject: 'alice', session: 'sess-1' })
    expect(exp).toBe(expiresAt)
    expect(grant?.capabilities).toHaveLength(2)
    expect(grant?.allows(dial, { appSid: 'AP1' })).toBe(true)
    expect(grant?.allows(dial, { appSid: 'AP2' })).toBe(false)
    expect(grant?.allows(answer, { clientName: 'Älice' })).toBe(true)
    expect(Object.isFrozen(grant)).toBe(true)
  })

  test('reads characters outside ASCII in claims', () => {
    expect(decodeToken(unsignedJwt({ sub: 'Zoë 🦊' })).grant?.subject).toBe('Zoë 🦊')
  })

  test('reads a payload of any length and any base64url character', () => {
    for (let length = 0; length < 64; length += 1) {
      const sub = '¿?>ÿ~'.repeat(length).slice(0, length)
      expect(decodeToken(unsignedJwt({ sub })).grant?.subject).toBe(sub)
    }
  })

  test('leaves out claims that are absent or no strings', () => {
    const { grant } = decodeToken(unsignedJwt({ sub: 7, sid: null, scope: ['a'] }))
    expect(grant).toEqual({ scope: '', capabilities: [], allows: expect.any(Function) })
  })

  test('lets a malformed scope grant nothing and spoil nothing', () => {
    const scope = 'scope:client:outgoing?appSid=%zz scope:client:outgoing?appSid=AP1'
    const { grant } = decodeToken(unsignedJwt({ scope }))
    expect(grant?.capabilities).toHaveLength(1)
    expect(grant?.allows(dial, { appSid: 'AP1' })).toBe(true)
  })

  test('takes no claim from a prototype', () => {
    const payload = Buffer.from('{"__proto__":{"sub":"mallory"}}').toString('base64url')
    expect(decodeToken(`e30.${payload}.x`).grant?.subject).toBeUndefined()
  })

  test.each([
    '',
    'opaque',
    'two.parts',
    'a.b.c',
    '..',
    `e30.${Buffer.from('not json').toString('base64url')}.x`,
    `e30.${Buffer.from('{"sub":').toString('base64url')}.x`,
    'e30.%%%.x',
  ])('knows nothing of %j', (token) => {
    expect(decodeToken(token)).toEqual({ grant: null })
  })
})
