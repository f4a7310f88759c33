import { expect, test } from 'vitest'

// What users may import. A change here is a change of the public contract.

test('@grantline/core', async () => {
  expect(Object.keys(await import('../src/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "GrantlineError",
      "TokenError",
      "allows",
      "carried",
      "carriedForm",
      "createMinter",
      "createVerifier",
      "defineCapability",
      "exact",
      "exportJwk",
      "formatScope",
      "formatScopes",
      "generateKey",
      "importKey",
      "isGrantlineError",
      "optional",
      "parseScope",
      "parseScopes",
      "watchGrant",
    ]
  `)
})

test('@grantline/core/client', async () => {
  expect(Object.keys(await import('../src/client.ts')).sort()).toMatchInlineSnapshot(`
    [
      "TokenFetchError",
      "TokenManager",
      "carried",
      "carriedForm",
      "defaultEnv",
      "defineCapability",
      "exact",
      "isTokenFetchError",
      "optional",
      "tokenProtocols",
    ]
  `)
})

test('@grantline/core/http', async () => {
  expect(Object.keys(await import('../src/http.ts')).sort()).toMatchInlineSnapshot(`
    [
      "Denial",
      "WS_PROTOCOL",
      "createGate",
      "createRequestUrl",
      "denied",
      "invalidRequest",
      "nodeView",
      "requestView",
      "tokenFromProtocols",
      "tokenHandler",
    ]
  `)
})

test('@grantline/core/twilio', async () => {
  expect(Object.keys(await import('../src/twilio.ts')).sort()).toMatchInlineSnapshot(`
    [
      "CapabilityToken",
      "clientIncoming",
      "clientOutgoing",
      "clientPresence",
      "configure",
      "eventStream",
    ]
  `)
})
