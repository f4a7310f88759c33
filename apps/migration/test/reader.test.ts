import { describe, expect, test } from 'vitest'
import { callsOf } from '../src/reader/parse.ts'
import { readSnippet } from '../src/reader/read-snippet.ts'

describe('the calls of a snippet', () => {
  test.each([
    ['PHP', "$c = new A\\B\\Maker('x', array('k' => 'v')); $c->doIt(600);"],
    ['Ruby', "c = A::B::Maker.new('x', 'k' => 'v')\nc.doIt(600)"],
    ['Python', "from a import Maker\nc = Maker('x', k='v')\nc.doIt(600)"],
    ['JavaScript', "const c = new a.Maker('x', { k: 'v' })\nc.doIt(600)"],
  ])('are read in %s', (_language, code) => {
    const [make, doIt] = callsOf(code)
    expect(make?.name).toBe('Maker')
    expect([make?.args[0], make?.args[1] ?? make?.named]).toEqual(['x', { k: 'v' }])
    expect(doIt).toEqual({ name: 'doIt', args: [600], named: {} })
  })

  test('come in the order in which they happen, those in arguments first', () => {
    const names = callsOf("c.add(Scope.new('x')).add(y)\nc.ttl = 5\nt = c.to_jwt").map(
      ({ name }) => name,
    )
    expect(names).toEqual(['Scope', 'add', 'add', 'ttl', 'to_jwt'])
  })
})

describe('what the reader does not know is an error', () => {
  test.each([
    ['a call', "c = Capability('a', 'b')\nc.allowEverything()", /knows no call allowEverything/],
    ['an operator', "c = Capability('a' + 'b')", /stumbles at: \+/],
    ['double quotes', 'c = Capability("a")', /stumbles at: "a"/],
    ['a life that is not written out', 'c.generate(ttl)', /written out/],
    ['a setter without a grant', 'grant.endpoint_id = 1', /no grant to set endpoint_id of/],
    ['an end that is missing', "c.generate('a'", /ends too early|is missing/],
  ])('%s', (_what, code, message) => {
    expect(() => readSnippet(code)).toThrow(message)
  })
})
