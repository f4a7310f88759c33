import fc from 'fast-check'
import {
  atLeast,
  atMost,
  carried,
  carriedForm,
  defineCapability,
  exact,
  formatScope,
  oneOf,
  optional,
  parseScope,
  path,
  type Definition,
  type ParamKind,
  type ScopeUri,
} from '../../src/index.ts'

// Definitions with parameters of every kind, and grants and requests from so few values that they
// meet often. Texts are what a token may say, malformed ones among them.

interface Sample {
  readonly make: () => ParamKind
  /** Wire texts that the kind can read. */
  readonly good: readonly string[]
  /** Wire texts that it cannot read. */
  readonly bad: readonly string[]
  readonly asked: readonly unknown[]
}

const samples: readonly Sample[] = [
  { make: exact, good: ['', 'a', '*'], bad: [], asked: ['', 'a', '*'] },
  {
    make: () => oneOf(['x', 'y', 'xy']),
    good: ['x', 'y', 'xy', 'x,y', 'xy,x', 'y,x,xy'],
    bad: ['', 'x,', 'x,x', 'z', 'x,z'],
    asked: ['x', 'y', 'xy'],
  },
  {
    make: path,
    good: ['a', 'a/b', '*', '**', 'a/*', 'a/**', '*/b', '*/**', 'a/*/b', 'a/b/**'],
    bad: ['', 'a//b', 'a/', '../a', '**/a', 'a/**/b', 'a/./**'],
    asked: ['a', 'a/b', 'a/c', 'c/b', 'a/b/b', 'c/c/c', 'a/*', '**'],
  },
  {
    make: () => path({ separator: '.' }),
    good: ['a', 'a.b', '*', '**', 'a.*', 'a.**', 'a/**'],
    bad: ['', 'a..b', '.'],
    asked: ['a', 'a.b', 'a.c', 'a.b.c', 'a/**', 'a/x'],
  },
  {
    make: atMost,
    good: ['0', '1', '2', '3', '10'],
    bad: ['', '01', '-1'],
    asked: [0, 1, 2, 3, 11],
  },
  { make: atLeast, good: ['0', '1', '2', '3', '10'], bad: ['', '1e1'], asked: [0, 1, 2, 3, 11] },
  { make: carried, good: ['', 'c', 'd'], bad: [], asked: [] },
  { make: carriedForm, good: ['', 'k=1', 'k=2', 'k=1&k=2'], bad: ['%zz', '=', 'k'], asked: [] },
]

interface Param {
  readonly name: string
  readonly sample: Sample
  readonly isOptional: boolean
}

/** A definition, and what its parameters may be. */
export interface World {
  readonly params: readonly Param[]
  readonly definition: Definition
}

/** A definition of one to three parameters. */
export const world: fc.Arbitrary<World> = fc
  .array(fc.record({ sample: fc.constantFrom(...samples), isOptional: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((drawn) => {
    const params = drawn.map((each, at) => ({ ...each, name: `p${at}` }))
    const kinds = params.map(({ name, sample, isOptional }) => {
      const kind = sample.make()
      return [name, isOptional ? optional(kind) : kind] as const
    })
    return { params, definition: defineCapability('a:b', Object.fromEntries(kinds)) }
  })

function scopeOf(texts: readonly (readonly [string, string | undefined])[]): ScopeUri {
  const present = texts.filter(([, text]) => text !== undefined)
  return parseScope(
    formatScope({ service: 'a', privilege: 'b', params: Object.fromEntries(present) as never }),
  )
}

/** A scope that the definition can read. */
function goodScope({ params }: World): fc.Arbitrary<ScopeUri> {
  const texts = params.map(({ name, sample, isOptional }) => {
    const text = fc.constantFrom(...sample.good)
    return fc.tuple(fc.constant(name), isOptional ? fc.option(text, { nil: undefined }) : text)
  })
  return fc.tuple(...texts).map(scopeOf)
}

/** A scope that the definition may not be able to read. */
export function anyScope(given: World): fc.Arbitrary<ScopeUri> {
  const texts = given.params.map(({ name, sample }) =>
    fc.tuple(fc.constant(name), fc.constantFrom(undefined, ...sample.good, ...sample.bad)),
  )
  const more = fc.constantFrom<[string, string | undefined]>(['p9', undefined], ['p9', 'a'])
  const odd = fc.tuple(...texts, more).map(scopeOf)
  return fc.oneof({ weight: 3, arbitrary: goodScope(given) }, odd)
}

/** Scopes that have many texts in common, so that one is often narrower than another. */
export function family(given: World): fc.Arbitrary<readonly ScopeUri[]> {
  const flips = fc.array(fc.nat(given.params.length - 1), { minLength: 5, maxLength: 5 })
  return fc
    .tuple(anyScope(given), fc.array(anyScope(given), { minLength: 5, maxLength: 5 }), flips)
    .map(([first, fresh, changed]) => {
      const relatives = fresh.map((scope, at) => {
        const name = given.params[changed[at] ?? 0]?.name ?? ''
        return scopeOf(Object.entries({ ...first.params, [name]: scope.params[name] }))
      })
      return [first].concat(relatives)
    })
}

/** A request that every kind can read. */
export function requestOf({ params }: World): fc.Arbitrary<Record<string, unknown>> {
  const asked = params.filter(({ sample }) => sample.asked.length > 0)
  return fc
    .tuple(
      ...asked.map(({ name, sample }) =>
        fc.tuple(fc.constant(name), fc.constantFrom(...sample.asked)),
      ),
    )
    .map((pairs) => Object.fromEntries(pairs))
}
