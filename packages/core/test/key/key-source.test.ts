import { describe, expect, test } from 'vitest'
import { exportJwk } from '../../src/key/export.ts'
import { generateKey } from '../../src/key/generate.ts'
import { importKey } from '../../src/key/import.ts'
import { sourceOf } from '../../src/key/key-source.ts'
import { materialOf } from '../../src/key/key.ts'

const pair = await generateKey('EdDSA', { kid: 'a' })
const half = await importKey({ alg: 'EdDSA', jwk: exportJwk(pair) })
const nameless = await importKey({ alg: 'HS256', secret: 'an honest secret of 32 bytes or more' })

describe('a source of one key', () => {
  test('finds it by its algorithm, with its own kid or without one, and never otherwise', () => {
    const source = sourceOf('test', pair)
    expect(source.find('EdDSA', 'a')).toBe(materialOf('test', pair))
    expect(source.find('EdDSA', undefined)).toBe(materialOf('test', pair))
    expect(source.find('EdDSA', 'b')).toBeUndefined()
    expect(source.find('EdDSA', '')).toBeUndefined()
    expect(source.find('HS256', 'a')).toBeUndefined()
    expect(source.find('HS256', undefined)).toBeUndefined()
    expect([...(source.algorithms() ?? [])]).toEqual(['EdDSA'])
  })

  test('a key without a kid is not found by any', () => {
    const source = sourceOf('test', nameless)
    expect(source.find('HS256', undefined)).toBe(materialOf('test', nameless))
    expect(source.find('HS256', 'undefined')).toBeUndefined()
  })

  test('signs only if the key can', () => {
    expect(sourceOf('test', pair).signer?.(60)).toBe(materialOf('test', pair))
    expect('signer' in sourceOf('test', half)).toBe(false)
  })
})

test.each([undefined, null, 5, 'a', {}, { kind: 'ring' }, { ...pair }, [pair]])(
  'there is no source in %j',
  (odd) => {
    expect(() => sourceOf('owner', odd as never)).toThrow(TypeError)
    expect(() => sourceOf('owner', odd as never)).toThrow(/^owner: "keys" must be made by/)
    expect(() => materialOf('owner', odd as never)).toThrow(/^owner: "keys" must be a key made by/)
  },
)
