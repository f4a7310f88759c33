import { carried, defineCapability, exact, optional } from '../../src/index.ts'
import { createMinter, createVerifier, generateKey, importKey } from '../../src/index.ts'
import type { Minter, Verifier } from '../../src/index.ts'

export const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  clientName: optional(carried()),
})

/** An instant in whole seconds at which every clock of the tests stands. */
const NOW = 1_800_000_000

const issuer = 'https://phone.example'
const secret = 'a secret of the tests, long enough for SHA-256'

/** A real minter and verifier over one key, and tokens with one defect each. */
export interface World {
  readonly minter: Minter
  readonly verifier: Verifier
  readonly tokens: {
    readonly good: string
    readonly expired: string
    readonly wrongKey: string
    readonly wrongIssuer: string
    readonly tampered: string
    readonly bound: string
    readonly tooLarge: string
  }
}

export async function createWorld(): Promise<World> {
  const clock = (): number => NOW
  const keys = await importKey({ alg: 'HS256', secret })
  const minter = createMinter({ issuer, keys, clock })
  const early = createMinter({ issuer, keys, clock: () => NOW - 3600 })
  const stranger = createMinter({ issuer, keys: await generateKey('HS256'), clock })
  const other = createMinter({ issuer: 'https://other.example', keys, clock })
  const request = { subject: 'alice', capabilities: [dial({ appSid: 'AP1' })], ttl: 600 }
  const good = await minter.mint(request)
  return {
    minter,
    verifier: createVerifier({ issuer, keys, clock }),
    tokens: {
      good: good.token,
      expired: (await early.mint(request)).token,
      wrongKey: (await stranger.mint(request)).token,
      wrongIssuer: (await other.mint(request)).token,
      tampered: tamper(good.token),
      bound: (await minter.mint({ ...request, dpopThumbprint: 'x'.repeat(43) })).token,
      tooLarge: `${good.token}${'A'.repeat(8192)}`,
    },
  }
}

/** Changes one character in the middle of the signature. */
function tamper(token: string): string {
  const at = token.length - 10
  return `${token.slice(0, at)}${token.charAt(at) === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}
