import { createMinter, createVerifier, defineCapability, exact, generateKey } from '@grantline/core'
import { TokenManager } from '@grantline/core/client'
import { createGate, requestView } from '@grantline/core/http'
import {
  AccessToken,
  CapabilityToken,
  diagnoseToken,
  readAccessToken,
  readCapabilityToken,
  TaskRouterCapability,
  voiceGrant,
} from '@grantline/core/twilio'

// Runs against the built package, as its users have it: every entry, and a token's whole way.

/** What {@link run} finds. */
export interface Smoke {
  /** By algorithm: whether a grant allows what it says, allows more, and a bent token passes. */
  readonly tokens: Readonly<Record<string, readonly boolean[]>>
  /** The statuses without a token and with one; 200 stands for a pass. */
  readonly gate: readonly number[]
  /** The subject that the client reads of a token. */
  readonly client: string | undefined
  /** The scope, identity and kind that are read of the three kinds of Twilio's tokens. */
  readonly twilio: readonly unknown[]
}

const dial = defineCapability('client:outgoing', { appSid: exact() })

export async function run(): Promise<Smoke> {
  const tokens = { HS256: await roundTrip('HS256'), EdDSA: await roundTrip('EdDSA') }
  return { tokens, gate: await askGate(), client: await readInClient(), twilio: await askTwilio() }
}

async function roundTrip(alg: 'HS256' | 'EdDSA'): Promise<boolean[]> {
  const keys = await generateKey(alg, { kid: 'k1' })
  const verifier = createVerifier({ issuer: 'i', keys })
  const { token } = await createMinter({ issuer: 'i', keys }).mint({
    subject: 'älice',
    capabilities: [dial({ appSid: 'AP1' })],
  })
  const grant = await verifier.verify(token)
  const [head = '', body = '', signature = ''] = token.split('.')
  const bent = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  return [
    grant.allows(dial, { appSid: 'AP1' }),
    grant.allows(dial, { appSid: 'AP2' }),
    (await verifier.check(bent)).ok,
  ]
}

async function askGate(): Promise<number[]> {
  const keys = await generateKey('EdDSA')
  const gate = createGate({ verifier: createVerifier({ issuer: 'i', keys }) })
  const { token } = await createMinter({ issuer: 'i', keys }).mint({ capabilities: [] })
  const ask = async (headers: Record<string, string>): Promise<number> => {
    const request = new Request('https://api.example/', { headers })
    return gate.authenticate(requestView(request)).then(
      () => 200,
      (denial: { readonly status: number }) => denial.status,
    )
  }
  return [await ask({}), await ask({ authorization: `Bearer ${token}` })]
}

async function readInClient(): Promise<string | undefined> {
  const keys = await generateKey('HS256')
  const minted = await createMinter({ issuer: 'i', keys }).mint({
    subject: 'älice',
    capabilities: [],
  })
  const manager = new TokenManager({
    fetchToken: async () => ({ token: minted.token, expiresIn: 60 }),
  })
  try {
    await manager.getToken()
    return manager.snapshot.grant?.subject
  } finally {
    manager.dispose()
  }
}

async function askTwilio(): Promise<unknown[]> {
  const account = { accountSid: 'AC123', authToken: 'secret' }
  const classic = await new CapabilityToken(account).allowClientIncoming('Alice').generateToken()
  const key = { accountSid: 'AC123', keySid: 'SK123', secret: 'secret', identity: 'älice' }
  const access = await new AccessToken(key).addGrant(voiceGrant({ incomingAllow: true })).toJwt()
  const router = new TaskRouterCapability({ ...account, workspaceSid: 'WS123' })
  const { kind, signature } = await diagnoseToken(await router.generateToken(), account)
  return [
    (await readCapabilityToken(classic, account)).scope,
    (await readAccessToken(access, { secret: 'secret' })).identity,
    `${kind} ${signature}`,
  ]
}
