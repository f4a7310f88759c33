import { expect, test } from 'vitest'
import { freeNames, returns } from './free-names.ts'

test('finds the names that a piece of code takes from elsewhere', () => {
  expect(freeNames('const grant = await verifier.verify(token)', 'ts')).toEqual([
    'verifier',
    'token',
  ])
})

test('passes over what the code declares or imports itself', () => {
  const code = `
    import app, { type A, b as c } from 'x'
    import * as ns from 'y'
    const [d, { e: f, ...g }] = app(c, ns)
    function h<T>(i: A, j: T) { return [d, f, g, h, i, j] }
    class K {}
    interface L { k: K }
    type M = L | undefined`
  expect(freeNames(code, 'tsx')).toEqual([])
})

test('passes over the names of members', () => {
  const code = 'a.b.c({ d: e, [f]: 1, g() {}, h }); let x: I.J; const y = <K l={m} />'
  expect(freeNames(code, 'tsx')).toEqual(['a', 'e', 'f', 'h', 'I', 'K', 'm'])
})

test('knows a return of the code from a return of a function in it', () => {
  expect(returns('if (a) { return b }', 'ts')).toBe(true)
  expect(returns('f(() => { return b }); class C { m() { return d } }', 'ts')).toBe(false)
})
