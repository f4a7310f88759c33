import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatScope, isGrantlineError, parseScope, parseScopes } from '../../src/index.ts'
import { formatForm, parseForm } from '../../src/scope/form.ts'

const name = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9_-]{0,11}(\.[A-Za-z0-9_-]{1,5})?$/)
const text = fc.string({ unit: 'binary', maxLength: 40 })
const params = fc.dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), text, {
  maxKeys: 8,
  noNullPrototype: false,
})
const scope = fc.record({ service: name, privilege: name, params })
/** Texts that look like scopes, so that the deeper rules are reached too. */
const scopeLike = fc
  .array(
    fc.constantFrom('scope:', 'a', 'b', ':', '?', '&', '=', '%41', '%', '+', '#', ' ', 'é', '.'),
  )
  .map((pieces) => pieces.join(''))

test('parse(format(x)) equals x', () => {
  fc.assert(
    fc.property(scope, (x) => {
      const back = parseScope(formatScope(x))
      expect([back.service, back.privilege]).toEqual([x.service, x.privilege])
      expect(Object.entries(back.params)).toEqual(Object.entries(x.params))
    }),
  )
})

test('format(parse(format(x))) equals format(x)', () => {
  fc.assert(
    fc.property(scope, (x) => {
      const written = formatScope(x)
      expect(formatScope(parseScope(written))).toBe(written)
    }),
  )
})

test('what is read writes to a spelling that reads the same', () => {
  fc.assert(
    fc.property(scopeLike, (claim) => {
      for (const read of parseScopes(claim).scopes) {
        expect(parseScope(formatScope(read))).toEqual(read)
      }
    }),
  )
})

test('different scopes have different spellings', () => {
  fc.assert(
    fc.property(scope, scope, (x, y) => {
      const same =
        JSON.stringify([x, Object.entries(x.params)]) ===
        JSON.stringify([y, Object.entries(y.params)])
      expect(formatScope(x) === formatScope(y)).toBe(same)
    }),
  )
})

test('no input throws anything but malformed_scope', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), scopeLike), (input) => {
      try {
        parseScope(input as string)
      } catch (error) {
        expect(isGrantlineError(error) && error.code).toBe('malformed_scope')
      }
      expect(() => parseScopes(input as string)).not.toThrow()
    }),
  )
})

test('a bad neighbour changes nothing', () => {
  const bad = fc.constantFrom(
    '',
    'x',
    'scope:a',
    'scope:a:b?k=%zz',
    'scope:a:b?k=1&k=2',
    'scope:a:b#',
  )
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 5 }), bad, fc.nat(5), (scopes, piece, at) => {
      const written = scopes.map(formatScope)
      const alone = parseScopes(written.join(' ')).scopes
      const spoilt = [...written.slice(0, at), piece, ...written.slice(at)]
      expect(parseScopes(spoilt.join(' ')).scopes).toEqual(spoilt.length === 1 ? [] : alone)
    }),
  )
})

test('a form reads back as it was written', () => {
  const value = fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 }))
  const form = fc.dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), value, {
    maxKeys: 6,
    noNullPrototype: true,
  })
  fc.assert(
    fc.property(form, (x) => {
      expect(parseForm(formatForm(x))).toEqual(x)
    }),
  )
})
