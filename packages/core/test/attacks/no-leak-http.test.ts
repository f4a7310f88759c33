import { expect, test } from 'vitest'
import {
  createVerifier,
  importKey,
  memoryReplayStore,
  memoryRevocationStore,
  watchGrant,
} from '../../src/index.ts'
import { createGate, tokenFromProtocols, type Denial, type RequestView } from '../../src/http.ts'
import { testJwk } from '../fixtures/read-keys.ts'
import { earOfEachTest } from './ear.ts'
import { CLAIMS, handMade, HEADER, NOW } from './hand.ts'
import { json } from './leak-scan.ts'
import { asked, clockOf, definition, markedTokens, markers } from './markers.ts'

const ear = earOfEachTest()
const { hear, listen, onEvent } = ear

test('revocation and replay stores, watchGrant', async () => {
  const { store, claim } = markers
  const revocation = memoryRevocationStore({ clock: clockOf(), onEvent })
  const entries: readonly unknown[] = [
    store,
    { level: store, value: store, expiresAt: NOW + 9 },
    { level: 'token', value: [store], expiresAt: NOW + 9 },
    { level: 'token', value: store, expiresAt: store },
    { level: 'token', value: store, expiresAt: NOW * 1000 },
    { level: 'token', value: store, expiresAt: NOW + 9, before: store },
    { level: 'token', value: store, expiresAt: NOW + 9, before: NOW + 9999 },
    { level: 'token', value: '', expiresAt: NOW + 9, x: store },
  ]
  for (const [at, entry] of entries.entries()) {
    await hear(`revoke ${at}`, () => revocation.revoke(entry as never))
  }
  const full = memoryRevocationStore({ maxEntries: 1, clock: clockOf(), onEvent })
  await full.revoke({ level: 'token', value: `${store}1`, expiresAt: NOW + 9 })
  await hear('full', () => full.revoke({ level: 'token', value: `${store}2`, expiresAt: NOW + 9 }))
  await full.close()
  await hear('closed', () => full.revoke({ level: 'token', value: store, expiresAt: NOW + 9 }))
  const replay = memoryReplayStore({ maxEntries: 1, onEvent })
  replay.use(store, 60)
  replay.use(store, 60)
  await hear('replay full', () => replay.use(`${store}2`, 60))
  await hear('replay key', () => replay.use([store] as never, 60))
  await hear('replay ttl', () => replay.use(store, store as never))

  const keys = await importKey({ alg: 'HS256', jwk: testJwk('HS256') })
  const verifier = createVerifier({ issuer: 'issuer', keys, clock: () => NOW })
  const grantOf = (sub: string) => verifier.verify(handMade(HEADER, { ...CLAIMS, sub }))
  const watch = watchGrant(await grantOf(claim), { onEnd: () => {}, clock: () => NOW })
  const another = await grantOf(`${claim}2`)
  await hear('renew', () => watch.renew(another))
  await hear('renew nothing', () => watch.renew(claim as never))
  watch.stop()
  await listen('watch', () => watchGrant(claim as never, { onEnd: () => {} }).stop())
  await hear('watch options', () => watchGrant(another, { onEnd: claim as never }))
  expect(ear.leaks()).toEqual([])
})

test('a gate: denials, their headers and their bodies', async () => {
  const { token, header, request } = markers
  const keys = await importKey({ alg: 'HS256', jwk: testJwk('HS256') })
  const verifier = createVerifier({ issuer: 'issuer', keys, clock: () => NOW, onEvent })
  const heard: Denial[] = []
  const onDenial = (denial: Denial): void => void heard.push(denial)
  const gate = createGate({ verifier, from: ['header', 'websocket-protocol'], onDenial })
  const viewOf = (headers: Readonly<Record<string, string>>): RequestView => ({
    method: 'GET',
    url: `/?${request}`,
    header: (name) => headers[name],
  })
  const bearers = markedTokens().filter((one) => typeof one === 'string')
  const views = [
    ...bearers.map((one) => viewOf({ authorization: `Bearer ${one}` })),
    viewOf({ authorization: `Bearer ${token}, Bearer ${token}` }),
    viewOf({ authorization: `Bearer "${token}"` }),
    viewOf({ authorization: `Bearer  ${token}` }),
    viewOf({ authorization: `${header} ${token}` }),
    viewOf({
      authorization: `Bearer ${token}`,
      'sec-websocket-protocol': `grantline.bearer.${token}`,
    }),
    viewOf({ 'sec-websocket-protocol': `grantline.v1, grantline.bearer.${token}` }),
    viewOf({
      'sec-websocket-protocol': `grantline.v1, grantline.bearer.${token}, grantline.bearer.x`,
    }),
    viewOf({ cookie: token, 'x-forwarded-host': header }),
  ]
  for (const view of views) await hear('authenticate', () => gate.authenticate(view))
  const grant = await verifier.verify(
    handMade(HEADER, { ...CLAIMS, sub: markers.claim, scope: `scope:a:b?k=${markers.scope}` }),
  )
  const view = viewOf({})
  await hear('require', () => gate.require(definition, () => asked(request))(grant, view))
  await hear('require nobody', () => gate.require(definition, () => asked(request))(null, view))
  await hear('require setup', () => gate.require(definition, { k: request } as never))
  for (const protocols of [
    `grantline.bearer.${token}`,
    `grantline.bearer.${token}, grantline.bearer.${token}`,
  ]) {
    await hear('tokenFromProtocols', () => tokenFromProtocols(protocols))
  }
  expect(heard.length).toBeGreaterThan(views.length)
  for (const denial of heard) {
    const response = denial.toResponse('GET')
    ear.said.push({ where: 'body', text: await response.text() })
    ear.said.push({ where: 'headers', text: json([...response.headers]) })
  }
  await hear('createGate', () => createGate({ verifier: token as never }))
  await hear('createGate', () => createGate({ verifier, from: [token] as never }))
  await hear('createGate', () => createGate({ verifier, resourceMetadata: token }))
  expect(ear.leaks()).toEqual([])
})
