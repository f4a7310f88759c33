import { expect, test } from 'vitest'
import {
  anyIssuer,
  createMinter,
  createVerifier,
  formatScope,
  formatScopes,
  importKey,
  memoryRevocationStore,
  parseScope,
  parseScopes,
  under,
} from '../../src/index.ts'
import { testJwk } from '../fixtures/read-keys.ts'
import { earOfEachTest } from './ear.ts'
import { CLAIMS, handMade, HEADER, NOW } from './hand.ts'
import { json, saidByError } from './leak-scan.ts'
import { asked, clockOf, definition, markedTokens, markers, strong, Thrower } from './markers.ts'

const ear = earOfEachTest()
const { hear, listen, onEvent } = ear

test('mint and attenuate', async () => {
  const { claim, scope } = markers
  const keys = await importKey({ alg: 'HS256', secret: strong }, { kid: 'k' })
  const shared = { issuer: 'i', keys, onEvent }
  const minter = createMinter({ ...shared, capabilities: [definition] })
  const verifier = createVerifier(shared)
  const { token } = await minter.mint({
    subject: claim,
    session: claim,
    claims: { own: claim },
    capabilities: [definition({ k: scope, room: under(scope) })],
  })
  const parent = await verifier.verify(token)
  const requests: readonly object[] = [
    { capabilities: claim },
    { capabilities: [claim] },
    { capabilities: [{ service: scope, privilege: '..', params: {} }] },
    { capabilities: [{ service: 'a', privilege: 'b', params: { k: `${scope}\uD800` } }] },
    { capabilities: [{ service: 'a', privilege: 'b', params: { k: [scope] } }] },
    { capabilities: [{ service: 'a', privilege: 'b', params: { k: scope.repeat(2000) } }] },
    { capabilities: [], subject: [claim] },
    { capabilities: [], session: { claim } },
    { capabilities: [], audience: [claim] },
    { capabilities: [], ttl: claim },
    { capabilities: [], ttl: -1, subject: claim },
    { capabilities: [], notBefore: claim },
    { capabilities: [], claims: claim },
    { capabilities: [], claims: { own: () => claim } },
    { capabilities: [], claims: { own: new Map([[claim, claim]]) } },
    { capabilities: [], claims: { iss: claim } },
    { capabilities: [], claims: { own: new Thrower(claim) } },
    { capabilities: [], dpopThumbprint: [claim] },
    { capabilities: [], singleUse: claim },
  ]
  for (const [at, request] of requests.entries()) {
    await hear(`mint ${at}`, () => minter.mint(request as never))
  }
  const children: readonly object[] = [
    { capabilities: [definition({ k: `${scope}2` })] },
    { capabilities: [definition({ k: scope })] },
    { capabilities: [definition({ k: scope, room: under(`${scope}2`) })] },
    { capabilities: [parseScope(`scope:a:b?k=${scope}&most=5`)] },
    { capabilities: [parseScope(`scope:a:c?k=${scope}`)] },
    { capabilities: [scope] },
    { capabilities: [], ttl: claim },
  ]
  for (const [at, request] of children.entries()) {
    await hear(`attenuate ${at}`, () => minter.attenuate(parent, request as never))
  }
  const other = createMinter({ ...shared, issuer: claim })
  await hear('attenuate another issuer', () => other.attenuate(parent, { capabilities: [] }))
  await hear('attenuate nothing', () => minter.attenuate(claim as never, { capabilities: [] }))
  const late = createMinter({ ...shared, clock: () => 9e9 })
  await hear('attenuate late', () => late.attenuate(parent, { capabilities: [] }))
  await hear('require', () => parent.require(definition, asked(markers.request)))
  expect(ear.said.some(({ where }) => where === 'event minted')).toBe(true)
  expect(ear.leaks()).toEqual([])
})

test('scopes and definitions', async () => {
  const { scope, request } = markers
  const scopes = [
    scope,
    `scope:${scope}`,
    `scope:a:b?${scope}`,
    `scope:a:b?k=${scope}%zz`,
    `scope:a:b?k=${scope}%FF`,
    `scope:a:b?${scope}=1&${scope}=2`,
    `scope:a:b?k="${scope}"`,
    `scope:a:b#${scope}`,
    `scope:a:b?k=${scope.repeat(400)}`,
  ]
  for (const text of scopes) {
    await hear('parseScope', () => parseScope(text))
    ear.said.push({ where: 'rejected', text: json(parseScopes(text).rejected) })
  }
  await hear('formatScope', () => formatScope({ service: `${scope} `, privilege: 'b', params: {} }))
  await hear('formatScope', () => formatScope(scope as never))
  await hear('formatScopes', () => formatScopes([scope] as never))
  const values: readonly object[] = [
    { k: [scope] },
    { k: `${scope}\uD800` },
    { k: 'v', room: `${scope}/../x` },
    { k: 'v', room: `${scope}/*` },
    { k: 'v', role: [scope] },
    { k: 'v', role: scope },
    { k: 'v', most: scope },
    { k: 'v', form: { field: { scope } } },
    { k: 'v', form: { field: `${scope}\uD800` } },
    { k: 'v', form: [scope] },
    { room: scope },
  ]
  for (const value of values)
    await hear(`definition ${json(Object.keys(value))}`, () => definition(value as never))
  const granted = parseScope(`scope:a:b?k=${scope}&most=${scope}`)
  ear.said.push({ where: 'from', text: json(definition.from(granted)) })
  for (const value of [asked(request), request, { k: request }, { [request]: 1 }]) {
    await listen('allows', () => {
      const grant = createGrantLike(`scope:a:b?k=${scope} scope:a:b?k=v&room=${scope}`)
      return grant.then((one) => one.require(definition, value as never))
    })
  }
  expect(ear.leaks()).toEqual([])
})

async function createGrantLike(scope: string) {
  const keys = await importKey({ alg: 'HS256', jwk: testJwk('HS256') })
  const verifier = createVerifier({ issuer: 'issuer', keys, clock: () => NOW })
  return verifier.verify(handMade(HEADER, { ...CLAIMS, scope }))
}

test('verify and check, with stores that fail', async () => {
  const { store } = markers
  const keys = await importKey({ alg: 'HS256', jwk: testJwk('HS256') })
  const shared = { issuer: 'issuer', keys, clock: () => NOW, onEvent, maxAge: 9999 }
  const verifier = createVerifier(shared)
  for (const [at, token] of markedTokens().entries()) {
    await hear(`verify ${at}`, () => verifier.verify(token as string))
    const result = await verifier.check(token as string)
    if (!result.ok) ear.said.push(...saidByError(`check ${at}`, result.error))
    const any = await anyIssuer([verifier]).check(token as string)
    if (!any.ok) ear.said.push(...saidByError(`anyIssuer ${at}`, any.error))
  }
  const strict = createVerifier({ ...shared, strictScopes: true, requiredClaims: ['own'] })
  const bad = handMade(HEADER, { ...CLAIMS, scope: `scope:a:b?k=%zz${markers.scope}`, own: 1 })
  await hear('strict', () => strict.verify(bad))
  await hear('required', () => strict.verify(handMade(HEADER, { ...CLAIMS, sub: markers.claim })))

  const good = handMade(HEADER, { ...CLAIMS, sub: markers.claim, sid: markers.claim })
  const answers: readonly unknown[] = [
    undefined,
    null,
    store,
    { revoked: store },
    { revoked: false },
  ]
  for (const answer of answers) {
    const revocation = { revoke: async () => {}, check: () => answer as never }
    const one = createVerifier({ ...shared, revocation })
    await hear('a store’s answer', () => one.verify(good))
  }
  const revocation = memoryRevocationStore({ clock: clockOf(), onEvent })
  await revocation.revoke({
    level: 'subject',
    value: markers.claim,
    before: NOW,
    expiresAt: NOW + 60,
  })
  const revoking = createVerifier({ ...shared, revocation })
  await hear('revoked', () => revoking.verify(good))
  expect(new Set(ear.said.map(({ where }) => where.split(' ')[0]))).toContain('event')
  expect(ear.leaks()).toEqual([])
})
