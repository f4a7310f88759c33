import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatScope, parseScopes, type ParamKind, type ScopeUri } from '../../src/index.ts'
import { prepareAllows } from '../../src/capability/allows.ts'
import { decide } from '../../src/capability/decide.ts'
import { prepareNarrowed } from '../../src/capability/narrows.ts'
import { anyScope, family, requestOf, world, type World } from './worlds.ts'

function allowsAny(scopes: readonly ScopeUri[], given: World, request: unknown): boolean {
  return prepareAllows(scopes)(given.definition, request)
}

function narrowsTo(given: World, child: ScopeUri, parent: ScopeUri): boolean {
  return prepareNarrowed([parent])(child, given.definition)
}

/** Every pair of two different places. */
function tuples(scopes: readonly ScopeUri[]): (readonly [ScopeUri, ScopeUri])[] {
  return scopes.flatMap((a) => scopes.flatMap((b) => (a === b ? [] : [[a, b] as const])))
}

/** Runs a property, and makes sure that what it is about happened so many times. */
function checkOften<T>(
  arbitrary: fc.Arbitrary<T>,
  times: number,
  property: (value: T) => number | boolean,
): void {
  let reached = 0
  fc.assert(
    fc.property(arbitrary, (value) => {
      reached += Number(property(value))
    }),
    { numRuns: 300 },
  )
  expect(reached).toBeGreaterThan(times)
}

const households = world.chain((given) =>
  fc.record({
    given: fc.constant(given),
    scopes: family(given),
    requests: fc.array(requestOf(given), { minLength: 6, maxLength: 6 }),
  }),
)

test('whatever a narrower capability allows, the wider one allows', () => {
  checkOften(households, 250, ({ given, scopes, requests }) => {
    let strict = 0
    for (const [child, parent] of tuples(scopes)) {
      if (!narrowsTo(given, child, parent)) continue
      const allowed = requests.filter((request) => allowsAny([child], given, request))
      for (const request of allowed) expect(allowsAny([parent], given, request)).toBe(true)
      if (allowed.length > 0 && !narrowsTo(given, parent, child)) strict += 1
    }
    return strict
  })
})

test('a capability narrows itself, and nothing that cannot be read does', () => {
  checkOften(households, 500, ({ given, scopes }) => {
    const readable = scopes.filter((scope) => given.definition.from(scope) !== undefined)
    for (const scope of scopes) {
      expect(narrowsTo(given, scope, scope)).toBe(readable.includes(scope))
    }
    return readable.length
  })
})

test('narrower than what is narrower is narrower', () => {
  checkOften(households, 150, ({ given, scopes }) => {
    let strict = 0
    for (const [child, middle] of tuples(scopes)) {
      if (!narrowsTo(given, child, middle)) continue
      for (const parent of scopes.filter((scope) => narrowsTo(given, middle, scope))) {
        expect(narrowsTo(given, child, parent)).toBe(true)
        if (!narrowsTo(given, middle, child) && !narrowsTo(given, parent, middle)) strict += 1
      }
    }
    return strict
  })
})

test('two that narrow each other allow the same', () => {
  checkOften(households, 120, ({ given, scopes, requests }) => {
    let equal = 0
    for (const [a, b] of tuples(scopes)) {
      if (!narrowsTo(given, a, b) || !narrowsTo(given, b, a)) continue
      for (const request of requests) {
        expect(allowsAny([a], given, request)).toBe(allowsAny([b], given, request))
      }
      equal += 1
    }
    return equal
  })
})

test('a parameter more never widens', () => {
  checkOften(households, 700, ({ given, scopes, requests }) => {
    let widened = 0
    for (const [param, kind] of Object.entries<ParamKind>(given.definition.params)) {
      for (const scope of scopes.filter(({ params }) => params[param] !== undefined)) {
        const { [param]: _text, ...rest } = scope.params
        const without = { ...scope, params: rest }
        const allowed = requests.filter((request) => allowsAny([scope], given, request))
        for (const request of allowed) {
          expect(allowsAny([without], given, request)).toBe(kind.optional)
          expect(narrowsTo(given, scope, without)).toBe(kind.optional && kind.role !== 'carried')
          expect(narrowsTo(given, without, scope)).toBe(false)
        }
        if (kind.optional) widened += allowed.length
      }
    }
    return widened
  })
})

test('a scope more never narrows a grant, and a bad one changes nothing', () => {
  const bad = fc.constantFrom('', 'x', 'scope:a:b?p0=%zz', 'scope:a:b?p0=1&p0=2', 'scope:a:b?q')
  const drawn = world.chain((given) =>
    fc.record({
      given: fc.constant(given),
      scopes: fc.array(anyScope(given), { maxLength: 4 }),
      more: anyScope(given),
      bad,
      at: fc.nat(4),
      request: requestOf(given),
    }),
  )
  checkOften(drawn, 30, ({ given, scopes, more, bad: piece, at, request }) => {
    const isAllowed = allowsAny(scopes, given, request)
    const added = [...scopes.slice(0, at), more, ...scopes.slice(at)]
    expect(allowsAny(added, given, request)).toBe(isAllowed || allowsAny([more], given, request))

    const written = scopes.map(formatScope)
    const spoilt = [...written.slice(0, at), piece, ...written.slice(at), 'scope:c:d'].join(' ')
    const { scopes: read, rejected } = parseScopes(spoilt)
    expect(rejected).toHaveLength(1)
    const { candidates, allowed } = decide(read, given.definition, request)
    expect(allowed).toBe(isAllowed)
    expect(candidates).toEqual(decide(scopes, given.definition, request).candidates)
    return isAllowed
  })
})

test('the quick answer, the explained one and the typed reading agree', () => {
  checkOften(households, 70, ({ given, scopes, requests }) => {
    const asks = prepareAllows(scopes)
    for (const request of requests) {
      const { allowed, candidates } = decide(scopes, given.definition, request)
      expect(asks(given.definition, request)).toBe(allowed)
      for (const candidate of candidates) {
        const scope = scopes[candidate.index] as ScopeUri
        expect(allowsAny([scope], given, request)).toBe(candidate.allowed)
        const isReadable = given.definition.from(scope) !== undefined
        expect(isReadable).toBe(!/grant|param/.test(candidate.reason ?? ''))
      }
    }
    return requests.some((request) => asks(given.definition, request))
  })
})
