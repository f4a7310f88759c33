import {
  createVerifier,
  memoryReplayStore,
  memoryRevocationStore,
  type Verifier,
} from '@grantline/core'
import type {
  ExchangeHandlerOptions,
  GateOptions,
  IntrospectionHandlerOptions,
  JwksHandlerOptions,
  MetadataDocument,
  RevocationHandlerOptions,
  TicketHandlerOptions,
  TokenHandlerOptions,
} from '@grantline/core/http'
import { dial, ISSUER, NOW, type World } from './world.ts'

/** How a host is set up. */
export interface Setup {
  readonly gate: GateOptions
  readonly token: TokenHandlerOptions
  readonly exchange: ExchangeHandlerOptions
  readonly ticket: TicketHandlerOptions
  readonly revocation: RevocationHandlerOptions
  readonly introspection: IntrospectionHandlerOptions
  readonly jwks: JwksHandlerOptions
  readonly metadata: MetadataDocument
  /** The application that the route `/other` requires. */
  readonly other: string
}

/** What a row changes of {@link setupOf}. */
export type SetupPatch = {
  readonly [Part in keyof Setup]?: Setup[Part] extends object ? Partial<Setup[Part]> : Setup[Part]
}

/** The options every row starts from, with stores of its own. */
export function setupOf({ keys, minter, ring }: World, patch: SetupPatch = {}): Setup {
  const revocation = memoryRevocationStore({ clock: creepingClock() })
  const shared = { issuer: ISSUER, keys, clock: () => NOW, revocation }
  const verifier = createVerifier({ ...shared, replay: memoryReplayStore({ clock: () => NOW }) })
  const looking: Verifier = createVerifier(shared)
  return {
    gate: { verifier, ...patch.gate },
    token: {
      minter,
      authorize: () => ({ subject: 'alice', capabilities: [dial({ appSid: 'AP1' })] }),
      ...patch.token,
    },
    exchange: { verifier, minter, ...patch.exchange },
    ticket: { verifier, minter, ...patch.ticket },
    revocation: { verifier: looking, revocation, authorize: () => true, ...patch.revocation },
    introspection: { verifier: looking, authorize: () => true, ...patch.introspection },
    jwks: { keys: ring, ...patch.jwks },
    metadata: {
      resource: 'https://phone.example',
      jwks_uri: 'https://phone.example/jwks.json',
      ...patch.metadata,
    },
    other: patch.other ?? 'AP 2',
  }
}

/** Goes on by a millisecond with every look at it: a revocation waits until its instant is past. */
function creepingClock(): () => number {
  let looks = 0
  return () => {
    looks += 1
    return NOW + looks / 1000
  }
}
