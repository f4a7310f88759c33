import { describe, expect, test } from 'vitest'
import {
  allows,
  any,
  defineCapability,
  optional,
  parseScope,
  path,
  under,
} from '../../src/index.ts'
import { decide } from '../../src/capability/decide.ts'
import { read, reason } from './ask.ts'

const join = defineCapability('room:join', { room: path() })
const topic = defineCapability('bus:read', { topic: path({ separator: '.' }) })

describe('a path pattern', () => {
  test('is written with the separator of its parameter', () => {
    expect(join({ room: under('acme/1') }).params).toEqual({ room: 'acme/1/**' })
    expect(join({ room: any('acme') }).params).toEqual({ room: 'acme/*' })
    expect(join({ room: under() }).params).toEqual({ room: '**' })
    expect(join({ room: any() }).params).toEqual({ room: '*' })
    expect(topic({ topic: under('acme.1') }).params).toEqual({ topic: 'acme.1.**' })
  })

  test('is opaque and frozen, and its text is the wire text', () => {
    const pattern = under('acme')
    expect([String(pattern), String(any()), JSON.stringify({ pattern })]).toEqual([
      'acme/**',
      '*',
      '{"pattern":"acme/**"}',
    ])
    expect(Object.isFrozen(pattern)).toBe(true)
    expect(Object.keys(pattern)).toEqual([])
    expect(String(topic.from(topic({ topic: under('a') }))?.topic)).toBe('a.**')
  })

  test('equals another one of the same text, and no other', () => {
    expect(under('acme')).toEqual(under('acme'))
    expect(under('acme')).not.toEqual(under('acme/1'))
    expect(under('acme')).not.toEqual(any('acme'))
    expect(read(join, 'acme/1/**')).toEqual(under('acme/1'))
    expect(read(topic, 'acme.1.*')).toEqual(any('acme.1'))
  })

  test.each(['*', '**', 'acme/*', 'acme/1/**', '*/x', 'a/*/b', '*/**', 'a/*/b/*/c/d/**'])(
    'reads %j, which can be written again',
    (text) => {
      const pattern = read(join, text)
      expect(typeof pattern).toBe('object')
      expect(String(pattern)).toBe(text)
      expect(join({ room: pattern as never }).params).toEqual({ room: text })
    },
  )

  test.each(['foo*', '*foo', '***', 'a/***', 'a*/b', '**a'])('reads %j as a literal', (text) => {
    expect(read(join, text)).toBe(text)
    expect(join({ room: text }).params).toEqual({ room: text })
  })

  test.each(['', '*', '**', '.', '..'])('cannot have the prefix %j', (prefix) => {
    expect(() => under(prefix)).toThrow(TypeError)
    expect(() => any(prefix)).toThrow(/any: the prefix must be literal/)
  })

  test.each([undefined, null, 5, ['acme'], under('acme')])(
    'cannot have the prefix %s',
    (prefix) => {
      expect(() => under(prefix as never)).toThrow(/under: the prefix must be literal/)
      expect(() => any(prefix as never)).toThrow(TypeError)
    },
  )

  test.each(['a/*', '*/a', 'a/**', '**/a', 'a//b', '/a', 'a/', 'a/./b', '../a', 'a/..'])(
    'refuses the prefix %j where it is written',
    (prefix) => {
      expect(() => join({ room: under(prefix) })).toThrow(TypeError)
      expect(() => join({ room: any(prefix) })).toThrow(/room:join: room must not have a segment/)
    },
  )

  test('takes as a segment what another separator would split', () => {
    const files = defineCapability('file:read', { name: path({ separator: ':' }) })
    const granted = files({ name: under('a/*') })
    expect(granted.params).toEqual({ name: 'a/*:**' })
    expect(allows(granted, files, { name: 'a/*:b' })).toBe(true)
    expect(allows(granted, files, { name: 'a/x:b' })).toBe(false)
    expect(() => files({ name: under('a:*') })).toThrow(TypeError)
    expect(() => join({ room: read(files, 'a/*:**') as never })).toThrow(TypeError)
  })
})

describe('path', () => {
  test.each(['*', '**', 'acme/*', 'acme/**', '*/x', '**/x', 'a/*/b', 'a/**/b'])(
    'refuses the wildcard %j as a string',
    (text) => {
      expect(() => join({ room: text })).toThrow(TypeError)
      expect(() => join({ room: text })).toThrow(/room:join: room .*under\(\) and any\(\)/)
    },
  )

  test.each(['', '/', 'a/', '/a', 'a//b', '.', '..', 'a/.', './a', 'a/../b'])(
    'has no place for %j anywhere',
    (text) => {
      expect(() => join({ room: text })).toThrow(TypeError)
      expect(read(join, text)).toBeUndefined()
      expect(read(join, `${text}/**`)).toBeUndefined()
      expect(reason('scope:room:join?room=**', join, { room: text })).toBe('unsafe_path')
      expect(decide([join({ room: under() })], join, { room: text }).candidates).toEqual([])
    },
  )

  test.each(['a/**/b', '**/a', '**/**', '**/*'])('calls %j malformed', (text) => {
    expect(read(join, text)).toBeUndefined()
    for (const room of ['a/**/b', '**/a', '**/**', '**/*', 'a/x/b', 'x/a', 'a']) {
      const claim = `scope:room:join?room=${text}`
      expect(reason(claim, join, { room })).toBe('malformed_grant')
      expect(allows(parseScope(claim), join, { room })).toBe(false)
    }
  })

  test.each([5, null, ['a'], { toString: () => 'a' }, under('a')])(
    'calls the request %s malformed',
    (room) => {
      expect(reason('scope:room:join?room=**', join, { room })).toBe('malformed_request')
    },
  )

  test('calls a request malformed that no encoding can carry', () => {
    expect(reason('scope:room:join?room=**', join, { room: 'a/\uD800' })).toBe('malformed_request')
    expect(reason('scope:room:join?room=**', join, { room: 'a/\uDC00b' })).toBe('malformed_request')
    expect(reason('scope:room:join?room=**', join, { room: 'a/\uD83D\uDE00' })).toBeUndefined()
  })

  test('compares code points: no folding, no normalising, no decoding', () => {
    const granted = join({ room: 'caf\u00E9/%2e%2e' })
    expect(allows(granted, join, { room: 'caf\u00E9/%2e%2e' })).toBe(true)
    expect(allows(granted, join, { room: 'cafe\u0301/%2e%2e' })).toBe(false)
    expect(allows(granted, join, { room: 'Caf\u00E9/%2e%2e' })).toBe(false)
  })

  test('a request is literal: its wildcards are data', () => {
    expect(allows(join({ room: 'acme/1' }), join, { room: 'acme/*' })).toBe(false)
    expect(allows(join({ room: 'acme/1' }), join, { room: '**' })).toBe(false)
    expect(allows(join({ room: any('acme') }), join, { room: 'acme/**' })).toBe(true)
    expect(allows(join({ room: any('acme') }), join, { room: 'acme/*/x' })).toBe(false)
  })

  test('has one separator, and other characters are data', () => {
    const granted = topic({ topic: under('acme.eu') })
    expect(allows(granted, topic, { topic: 'acme.eu.a/b:*' })).toBe(true)
    expect(allows(granted, topic, { topic: 'acme.eu' })).toBe(false)
    expect(allows(granted, topic, { topic: 'acme.euro.x' })).toBe(false)
    expect(reason('scope:bus:read?topic=acme.**', topic, { topic: 'acme..x' })).toBe('unsafe_path')
  })

  test.each([null, 5, {}, ['a'], { split: () => ['a'] }, Object.create(under('a'))])(
    'writes text and patterns only: not %j',
    (room) => {
      const some = defineCapability('room:some', { room: path() })
      expect(() => some({ room: room as never })).toThrow('room must be a string, under() or any()')
    },
  )

  test.each(['', '*', '//', '\uD83D\uDE00', '\uD83D', 5, ['/']])(
    'refuses the separator %j',
    (separator) => {
      expect(() => path({ separator: separator as never })).toThrow(TypeError)
    },
  )

  test('refuses an unknown option', () => {
    expect(() => path({ seperator: '/' } as never)).toThrow(/unknown option "seperator"/)
  })
})

test('optional keeps a kind as it is', () => {
  const some = defineCapability('room:some', { room: optional(path({ separator: ':' })) })
  expect(some().params).toEqual({})
  expect(some({ room: under('a') }).params).toEqual({ room: 'a:**' })
  expect(() => some({ room: 'a::b' })).toThrow(TypeError)
})
