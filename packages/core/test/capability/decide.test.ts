import { describe, expect, test } from 'vitest'
import {
  allows,
  carried,
  carriedForm,
  defineCapability,
  exact,
  optional,
  parseScope,
  parseScopes,
  type Decision,
} from '../../src/index.ts'
import { prepareAllows } from '../../src/capability/allows.ts'
import { decide } from '../../src/capability/decide.ts'
import { findParamProblem } from '../../src/capability/read-params.ts'

const join = defineCapability('room:join', { room: exact(), role: optional(exact()) })
const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  appParams: optional(carriedForm()),
  clientName: optional(carried()),
})

const ask = (claim: string, request: unknown, definition = join as never): Decision =>
  decide(parseScopes(claim).scopes, definition, request)

describe('one capability decides', () => {
  test.each([
    ['scope:room:join?room=a', { room: 'a', role: 'x' }, true, undefined],
    ['scope:room:join?room=a&role=x', { room: 'a', role: 'x' }, true, undefined],
    ['scope:room:join?room=a&role=x', { room: 'a', role: 'y' }, false, 'mismatch'],
    ['scope:room:join?room=a', { room: 'A', role: 'x' }, false, 'mismatch'],
    ['scope:room:join?room=a', { room: '*', role: 'x' }, false, 'mismatch'],
    ['scope:room:join?room=*', { room: 'a', role: 'x' }, false, 'mismatch'],
    ['scope:room:join?rooom=a', { room: 'a', role: 'x' }, false, 'unknown_param'],
    ['scope:room:join?room=a&minutes=3', { room: 'a', role: 'x' }, false, 'unknown_param'],
    ['scope:room:join?role=x', { room: 'a', role: 'x' }, false, 'malformed_grant'],
    ['scope:room:leave?room=a', { room: 'a', role: 'x' }, false, 'no_candidate'],
    ['scope:Room:join?room=a', { room: 'a', role: 'x' }, false, 'no_candidate'],
    ['', { room: 'a', role: 'x' }, false, 'no_candidate'],
    ['scope:room:join?room=%zz scope:room:join?room=a', { room: 'a', role: 'x' }, true, undefined],
  ])('%s asked for %j', (claim, request, allowed, reason) => {
    const decision = ask(claim, request)
    expect(decision.allowed).toBe(allowed)
    expect(decision.reason).toBe(reason)
  })

  test('parameters of two capabilities are never mixed', () => {
    const claim = 'scope:room:join?room=a&role=r scope:room:join?room=b&role=w'
    expect(ask(claim, { room: 'a', role: 'w' }).allowed).toBe(false)
    expect(ask(claim, { room: 'b', role: 'w' }).allowed).toBe(true)
  })

  test('tells per candidate the first parameter that failed', () => {
    const claim =
      'scope:x:y scope:room:join?room=b scope:room:join?room=a&role=x scope:room:join?q=1'
    expect(ask(claim, { room: 'a', role: 'y' })).toEqual({
      allowed: false,
      reason: 'mismatch',
      candidates: [
        { index: 1, allowed: false, param: 'room', reason: 'mismatch' },
        { index: 2, allowed: false, param: 'role', reason: 'mismatch' },
        { index: 3, allowed: false, param: 'q', reason: 'unknown_param' },
      ],
    })
    expect(ask(claim, { room: 'a', role: 'x' }).candidates[1]).toEqual({ index: 2, allowed: true })
  })

  test.each([
    ['scope:room:join?role=x', { param: 'room', reason: 'missing_param' }],
    ['scope:room:join?room=a&minutes=3', { param: 'minutes', reason: 'unknown_param' }],
    ['scope:room:join?room=a', undefined],
  ])('tells the parameter of %s that cannot be read', (text, problem) => {
    const scope = parseScope(text)
    expect(findParamProblem(scope, join)).toEqual(problem)
    const [candidate] = decide([scope], join, { room: 'a', role: 'x' }).candidates
    expect(candidate?.param).toBe(problem?.param)
  })

  test('tells the parameter whose value cannot be read', () => {
    const broken = parseScope('scope:client:outgoing?appSid=AP1&appParams=%25zz')
    expect(findParamProblem(broken, dial)).toEqual({
      param: 'appParams',
      reason: 'malformed_value',
    })
    const odd = { ...broken, params: { appSid: 5 } } as never
    expect(findParamProblem(odd, dial)).toEqual({ param: 'appSid', reason: 'malformed_value' })
  })

  test('carried parameters are never compared, but must be readable', () => {
    const grant = 'scope:client:outgoing?appSid=AP1&appParams=a%3Db&clientName=Alice'
    expect(ask(grant, { appSid: 'AP1' }, dial as never).allowed).toBe(true)
    const broken = 'scope:client:outgoing?appSid=AP1&appParams=%25zz'
    expect(ask(broken, { appSid: 'AP1' }, dial as never).reason).toBe('malformed_grant')
  })
})

describe('a defect of the request itself', () => {
  test.each([
    [{ room: 'a' }, 'missing_argument'],
    [{ role: 'x' }, 'missing_argument'],
    [{ room: undefined, role: 'x' }, 'missing_argument'],
    [Object.create({ room: 'a', role: 'x' }), 'missing_argument'],
    [{ room: 'a', role: null }, 'malformed_request'],
    [{ room: 1, role: 'x' }, 'malformed_request'],
    [{ room: ['a'], role: 'x' }, 'malformed_request'],
    [{ room: 'a', role: 'x', minutes: 3 }, 'malformed_request'],
    [[], 'malformed_request'],
    [null, 'malformed_request'],
    ['room', 'malformed_request'],
  ])('%j is denied', (request, reason) => {
    expect(ask('scope:room:join?room=a', request)).toEqual({
      allowed: false,
      reason,
      candidates: [],
    })
  })

  test('a carried argument is malformed', () => {
    const decision = ask(
      'scope:client:outgoing?appSid=AP1&clientName=Alice',
      { appSid: 'AP1', clientName: 'Alice' },
      dial as never,
    )
    expect(decision.reason).toBe('malformed_request')
  })
})

describe('allows', () => {
  const granted = parseScope('scope:room:join?room=a')

  test('answers for one scope', () => {
    expect(allows(granted, join, { room: 'a', role: 'x' })).toBe(true)
    expect(allows(granted, join, { room: 'b', role: 'x' })).toBe(false)
    expect(allows(granted, dial, { appSid: 'a' })).toBe(false)
    expect(allows(granted, join, { room: 'a' } as never)).toBe(false)
  })

  test('is false for a grant whose values are no strings', () => {
    const odd = { service: 'room', privilege: 'join', params: { room: ['a'] } }
    expect(allows(odd as never, join, { room: 'a', role: 'x' })).toBe(false)
  })

  test.each([null, undefined, 'scope:room:join?room=a', { service: 'room', privilege: 'join' }])(
    'is false, not a throw, for %j as a grant',
    (odd) => {
      expect(allows(odd as never, join, { room: 'a', role: 'x' })).toBe(false)
    },
  )

  test('reads a request once: what is checked is what is compared', () => {
    const answers = ['a', 'b']
    const shifty = {
      get room(): string {
        return answers.shift() ?? 'a'
      },
      role: 'x',
    }
    expect(allows(granted, join, shifty)).toBe(true)
    expect(answers).toEqual(['b'])
  })

  test('does not see inherited parameters', () => {
    const odd = { service: 'room', privilege: 'join', params: Object.create({ room: 'a' }) }
    expect(allows(odd, join, { room: 'a', role: 'x' })).toBe(false)
  })
})

describe('a request that is defective is allowed by nothing', () => {
  const open = defineCapability('room:open', {})
  const some = defineCapability('room:some', { room: optional(exact()) })

  test.each([null, undefined, 'room', [], { room: 'a' }])('not even where all are: %j', (odd) => {
    expect(allows(parseScope('scope:room:open'), open, odd as never)).toBe(false)
  })

  // A defect is told by its name, which must never be compared like the values of a request.
  test.each([{}, { room: 1 }, { room: 'a', more: 'b' }, { room: undefined }])('%j', (odd) => {
    for (const claim of ['scope:room:some', 'scope:room:some?room=m', 'scope:room:some?room=u']) {
      expect(allows(parseScope(claim), some, odd as never)).toBe(false)
      expect(prepareAllows(parseScopes(claim).scopes)(some, odd)).toBe(false)
    }
  })
})

test('many definitions are asked one after another, and each gets its own answer', () => {
  const asks = prepareAllows(parseScopes('scope:room:join?room=a').scopes)
  const definitions = Array.from({ length: 200 }, () =>
    defineCapability('room:join', { room: exact() }),
  )
  for (const definition of [...definitions, ...definitions]) {
    expect(asks(definition, { room: 'a' })).toBe(true)
    expect(asks(definition, { room: 'b' })).toBe(false)
  }
})

test('what is prepared for one definition says nothing to another one', () => {
  const strict = defineCapability('room:join', { room: exact(), role: exact() })
  const asks = prepareAllows(
    parseScopes('scope:room:join?room=a scope:client:outgoing?appSid=AP1').scopes,
  )
  for (let times = 0; times < 3; times += 1) {
    expect(asks(join, { room: 'a', role: 'x' })).toBe(true)
    expect(asks(strict, { room: 'a', role: 'x' })).toBe(false)
    expect(asks(dial, { appSid: 'AP1' })).toBe(true)
    expect(asks(dial, { appSid: 'AP2' })).toBe(false)
    expect(asks(join, { room: 'b', role: 'x' })).toBe(false)
  }
})
