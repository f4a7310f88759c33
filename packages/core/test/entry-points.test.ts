import { expect, test } from 'vitest'

// What users may import. A change here is a change of the public contract.

test('@grantline/core', async () => {
  expect(Object.keys(await import('../src/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "GrantlineError",
      "TokenError",
      "allows",
      "any",
      "anyIssuer",
      "atLeast",
      "atMost",
      "carried",
      "carriedForm",
      "createKeyRing",
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
      "memoryReplayStore",
      "memoryRevocationStore",
      "narrows",
      "oneOf",
      "optional",
      "parseScope",
      "parseScopes",
      "path",
      "remoteKeys",
      "under",
      "watchGrant",
    ]
  `)
})

test('@grantline/core/client', async () => {
  expect(Object.keys(await import('../src/client.ts')).sort()).toMatchInlineSnapshot(`
    [
      "TokenFetchError",
      "TokenManager",
      "WS_TOKEN_ENDED",
      "any",
      "atLeast",
      "atMost",
      "attachDevtools",
      "carried",
      "carriedForm",
      "createAuthFetch",
      "defaultEnv",
      "defineCapability",
      "exact",
      "formatScope",
      "formatScopes",
      "isTokenFetchError",
      "oneOf",
      "optional",
      "path",
      "tokenProtocols",
      "under",
    ]
  `)
})

test('@grantline/core/http', async () => {
  expect(Object.keys(await import('../src/http.ts')).sort()).toMatchInlineSnapshot(`
    [
      "Denial",
      "WS_PROTOCOL",
      "WS_TOKEN_ENDED",
      "closeOnEnd",
      "createGate",
      "createGrantsOf",
      "createRequestUrl",
      "denied",
      "exchangeHandler",
      "introspectionHandler",
      "invalidRequest",
      "jwksHandler",
      "metadataHandler",
      "nodeView",
      "refuseUpgrade",
      "requestView",
      "revocationHandler",
      "ticketHandler",
      "tokenFromProtocols",
      "tokenHandler",
    ]
  `)
})

test('@grantline/core/twilio', async () => {
  expect(Object.keys(await import('../src/twilio.ts')).sort()).toMatchInlineSnapshot(`
    [
      "AccessToken",
      "CapabilityToken",
      "TaskRouterCapability",
      "chatGrant",
      "clientIncoming",
      "clientOutgoing",
      "clientPresence",
      "configure",
      "diagnoseToken",
      "eventStream",
      "playbackGrant",
      "readAccessToken",
      "readCapabilityToken",
      "syncGrant",
      "taskRouterGrant",
      "twilioVerifier",
      "videoGrant",
      "voiceGrant",
    ]
  `)
})

test('@grantline/core/testing', async () => {
  expect(Object.keys(await import('../src/testing.ts')).sort()).toMatchInlineSnapshot(`
    [
      "testIssuer",
    ]
  `)
})
