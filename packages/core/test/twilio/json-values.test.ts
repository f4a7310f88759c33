import { describe, expect, test } from 'vitest'
import { requireJson } from '../../src/require.ts'
import { CapabilityToken, playbackGrant, voiceGrant } from '../../src/twilio.ts'

async function signed(value: unknown): Promise<unknown> {
  const account = { accountSid: 'AC123', authToken: 'secret' }
  const token = await new CapabilityToken(account).addClaim('x', value).generateToken()
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).x
}

describe('what is signed is what was checked', () => {
  test('whatever a value says of itself in JSON', async () => {
    const toJSON = { value: () => new Date(0) }
    expect(await signed(Object.defineProperty({ a: 1 }, 'toJSON', toJSON))).toEqual({ a: 1 })
    expect(await signed([Object.defineProperty([1], 'toJSON', toJSON)])).toEqual([[1]])
    expect(await signed({ toJSON: 'text' })).toEqual({ toJSON: 'text' })
  })

  test('with every member read once', async () => {
    let reads = 0
    const value = {
      get a() {
        reads += 1
        return reads === 1 ? { b: 1 } : undefined
      },
    }
    expect(await signed({ list: [value] })).toEqual({ list: [{ a: { b: 1 } }] })
    expect(reads).toBe(1)
  })

  test('with its members of any name', async () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":[],"10":"ten"}')
    expect(JSON.stringify(await signed([value]))).toBe(JSON.stringify([value]))
  })

  test('without a minus before nothing, which JSON has not', () => {
    expect(Object.is(requireJson('owner', 'value', -0), 0)).toBe(true)
  })

  test.each([
    ['a symbol among the members', { a: { [Symbol('b')]: 1 } }],
    ['a symbol among the members of a list', Object.assign([1], { [Symbol('b')]: 1 })],
    ['a symbol as a value', { a: Symbol('b') }],
    ['a hole', Array.from({ length: 2 }).fill(1, 0, 1)],
    ['a function', { a: [() => 1] }],
    ['an object of a class', { a: new URLSearchParams('a=b') }],
    ['a boxed number', { a: Object(5) }],
    [
      'a getter that throws',
      {
        get a(): never {
          throw new Error('nobody’s business')
        },
      },
    ],
  ])('and is not %s', (_what, value) => {
    const add = (): unknown =>
      new CapabilityToken({ accountSid: 'AC1', authToken: 'x' }).addClaim('x', value)
    expect(add).toThrow(TypeError)
    expect(add).toThrow(/^addClaim: "value" must be a value that JSON can hold$/)
    expect(() => playbackGrant({ value })).toThrow(TypeError)
  })

  test('and has an end', () => {
    const cycle: Record<string, unknown> = {}
    cycle['a'] = [cycle]
    expect(() => playbackGrant(cycle)).toThrow(TypeError)
  })
})

describe('voiceGrant', () => {
  test('goes by what it made of an option, read once', () => {
    let reads = 0
    const options = {
      get outgoingParams() {
        reads += 1
        return reads === 1 ? { a: 1 } : undefined
      },
    }
    expect(() => voiceGrant(options as never)).toThrow(/^voiceGrant: "outgoingApplicationSid"/)
    expect(reads).toBe(1)
  })

  test('needs no application for parameters that were not there when it looked', () => {
    let reads = 0
    const options = {
      get outgoingParams() {
        reads += 1
        return reads === 1 ? undefined : { a: 1 }
      },
    }
    expect(voiceGrant(options as never).kind).toBe('voice')
  })
})
