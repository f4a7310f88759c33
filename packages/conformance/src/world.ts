import {
  carried,
  createKeyRing,
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  importKey,
  optional,
  type Key,
  type KeyRing,
  type Minter,
} from '@grantline/core'
import { signByHand } from './sign-by-hand.ts'

export const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  clientName: optional(carried()),
})

/** An instant in whole seconds at which every clock of the table stands. */
export const NOW = 1_800_000_000

export const ISSUER = 'https://phone.example'

/** Known to whoever holds the table, so that one process can ask what another one serves. */
const SECRET = 'a secret of the tests, long enough for SHA-256'

/** The one public key of the world; RFC 8037 appendix A.1. */
const SIGNING_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'first',
}

/** A real minter over one key, and tokens, all but the first few with one defect each. */
export interface World {
  readonly keys: Key
  readonly minter: Minter
  /** A public key and a secret. */
  readonly ring: KeyRing
  readonly tokens: Readonly<Record<TokenName, string>>
}

export type TokenName =
  | 'good'
  | 'wide'
  | 'session'
  | 'ticket'
  | 'longTicket'
  | 'expired'
  | 'wrongKey'
  | 'wrongIssuer'
  | 'tampered'
  | 'bound'
  | 'tooLarge'
  | 'unnamed'

const clock = (): number => NOW

/** Makes the world; two of them accept each other's tokens. */
export async function createWorld(): Promise<World> {
  const keys = await importKey({ alg: 'HS256', secret: SECRET })
  const minter = createMinter({ issuer: ISSUER, keys, clock, capabilities: [dial] })
  const ring = createKeyRing([await importKey({ alg: 'EdDSA', jwk: SIGNING_KEY }), keys], { clock })
  return { keys, minter, ring, tokens: await mintTokens(keys, minter) }
}

async function mintTokens(keys: Key, minter: Minter): Promise<World['tokens']> {
  const early = createMinter({ issuer: ISSUER, keys, clock: () => NOW - 3600 })
  const stranger = createMinter({ issuer: ISSUER, keys: await generateKey('HS256'), clock })
  const other = createMinter({ issuer: 'https://other.example', keys, clock })
  const one = dial({ appSid: 'AP1' })
  const request = { subject: 'alice', capabilities: [one], ttl: 600 }
  const good = await minter.mint(request)
  const grant = await createVerifier({ issuer: ISSUER, keys, clock }).verify(good.token)
  const mint = async (by: Minter, more: object = {}): Promise<string> =>
    (await by.mint({ ...request, ...more })).token
  const ticket = { capabilities: [one], singleUse: true }
  const unnamed = { iss: ISSUER, sub: 'alice', iat: NOW, exp: NOW + 600, scope: good.scope }
  return {
    good: good.token,
    wide: await mint(minter, { capabilities: [one, dial({ appSid: 'AP2' })] }),
    session: await mint(minter, { session: 's1', audience: 'calls', notBefore: NOW }),
    ticket: (await minter.attenuate(grant, ticket)).token,
    longTicket: await mint(minter, { singleUse: true, ttl: 31 }),
    expired: await mint(early),
    wrongKey: await mint(stranger),
    wrongIssuer: await mint(other),
    tampered: tamper(good.token),
    bound: await mint(minter, { dpopThumbprint: 'x'.repeat(43) }),
    tooLarge: `${good.token}${'A'.repeat(8192)}`,
    unnamed: await signByHand(SECRET, unnamed),
  }
}

/** Changes one character in the middle of the signature. */
function tamper(token: string): string {
  const at = token.length - 10
  return `${token.slice(0, at)}${token.charAt(at) === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}
