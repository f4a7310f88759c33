import {
  createMinter,
  createVerifier,
  generateKey,
  memoryReplayStore,
  memoryRevocationStore,
  type LocalRevocationStore,
  type MintedToken,
  type Minter,
  type Verifier,
} from '@grantline/core'
import { dial } from '../../src/world.ts'

/** An issuer that goes by the clock of the system. */
export interface LiveIssuer {
  readonly minter: Minter
  readonly verifier: Verifier
  readonly revocation: LocalRevocationStore
  /** Mints a token of alice, for the application AP1. */
  mint(ttl: number, subject?: string): Promise<MintedToken>
  revoke(token: MintedToken): Promise<void>
}

export async function liveIssuer(): Promise<LiveIssuer> {
  const issuer = 'https://phone.example'
  const keys = await generateKey('HS256')
  const revocation = memoryRevocationStore()
  const minter = createMinter({ issuer, keys, capabilities: [dial] })
  return {
    minter,
    revocation,
    verifier: createVerifier({ issuer, keys, revocation, replay: memoryReplayStore() }),
    mint: (ttl, subject = 'alice') =>
      minter.mint({ subject, capabilities: [dial({ appSid: 'AP1' })], ttl }),
    revoke: ({ id, expiresAt }) => revocation.revoke({ level: 'token', value: id, expiresAt }),
  }
}
